//! Bars that show a division into training and test. Geometry is in SVG attributes: no inline styles.

use yew::prelude::*;

use crate::format::percent;
use crate::settings::Share;

/// What [`Bar`] takes.
#[derive(PartialEq, Properties)]
pub struct BarProps {
    /// Share of the training side, from 0 to 1.
    pub train: f64,
    /// Share of the test side.
    pub test: f64,
    /// Share that the test side should have: a tick.
    #[prop_or_default]
    pub target: Option<f64>,
}

/// A bar cut into training, test and the rest. The numbers stand beside it, so it is hidden from screen readers.
#[component]
pub fn Bar(props: &BarProps) -> Html {
    let tick = props.target.map(|target| hundredths(1.0 - target));
    html! {
        <svg class="bar" width="100%" height="12" aria-hidden="true" focusable="false">
            <rect class="bar-rest" width="100%" height="8" y="2" />
            <rect class="bar-train" width={hundredths(props.train)} height="8" y="2" />
            <rect class="bar-test" x={hundredths(props.train)} width={hundredths(props.test)} height="8" y="2" />
            <rect class="bar-hatch" x={hundredths(props.train)} width={hundredths(props.test)} height="8" y="2"
                fill="url(#hatch)" />
            if let Some(tick) = tick {
                <line class="bar-tick" x1={tick.clone()} x2={tick} y1="0" y2="12" />
            }
        </svg>
    }
}

/// The hatch of the test side. Drawn once on a page, wherever bars are.
#[component]
pub fn Hatch() -> Html {
    html! {
        <svg class="bar-patterns" width="0" height="0" aria-hidden="true" focusable="false">
            <defs>
                <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="bar-hatch-line" width="1.25" height="4" />
                </pattern>
            </defs>
        </svg>
    }
}

/// What [`Ruler`] takes.
#[derive(PartialEq, Properties)]
pub struct RulerProps {
    /// The test share that is set.
    pub share: Share,
}

/// A rule of a hundred parts with the cut where the split will be.
#[component]
pub fn Ruler(props: &RulerProps) -> Html {
    let train = 1.0 - props.share.fraction();
    let ticks = (0..=20_u8).map(|index| {
        let x = hundredths(f64::from(index) / 20.0);
        let end = if index % 5 == 0 { "34" } else { "28" };
        html! { <line class="ruler-tick" x1={x.clone()} x2={x} y1="22" y2={end} /> }
    });
    html! {
        <figure class="ruler" aria-hidden="true">
            <svg width="100%" height="36" focusable="false">
                <rect class="bar-train" width={hundredths(train)} height="14" y="4" />
                <rect class="bar-test" x={hundredths(train)} width={hundredths(1.0 - train)} height="14" y="4" />
                <rect class="bar-hatch" x={hundredths(train)} width={hundredths(1.0 - train)} height="14" y="4"
                    fill="url(#hatch)" />
                { for ticks }
            </svg>
            <figcaption class="ruler-words">
                <span>{ "train " }{ percent(train) }</span>
                <span>{ "test " }{ percent(1.0 - train) }</span>
            </figcaption>
        </figure>
    }
}

/// A share as an SVG length.
fn hundredths(share: f64) -> String {
    format!("{:.3}%", share.clamp(0.0, 1.0) * 100.0)
}
