//! Made-up manifests of known shapes, the same every time: how often labels occur, which go together, how many boxes they
//! have, which images are of one scene.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Images with their labels.
pub struct Shape {
    /// Of each image, the labels and the boxes with each; one box a label where there are no boxes.
    pub images: Vec<BTreeMap<u32, u32>>,
    pub has_boxes: bool,
    /// The scene of each image, where there are scenes.
    pub scenes: Option<Vec<u32>>,
}

/// Numbers from a seed: `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to 1, without 1.
    fn part(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap()) / 4_294_967_296.0
    }

    fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound)).unwrap()
    }

    /// 1, 2, 3 and so on, each `ratio` times as often as the one before, at most 12.
    fn geometric(&mut self, ratio: f64) -> u32 {
        (1..12).find(|_| self.part() >= ratio).unwrap_or(12)
    }
}

/// Shares that fall from `first` to `last` by the same ratio each.
fn falling(labels: u32, first: f64, last: f64) -> Vec<f64> {
    let exponent = |label: u32| f64::from(label) / f64::from(labels - 1);
    (0..labels).map(|label| first * (last / first).powf(exponent(label))).collect()
}

/// Images of topics: labels of an image's topic are `boost` times as likely, others less, so that shares stay about the same.
fn of_topics(chance: &mut Chance, images: u32, shares: &[f64], topics: u32, boost: f64) -> Vec<BTreeMap<u32, u32>> {
    let topic_of: Vec<u32> = shares.iter().map(|_| chance.below(topics)).collect();
    let likely = |topic: u32, label: usize| {
        let own = (shares[label] * boost).min(0.9);
        let other = (shares[label] * f64::from(topics) - own) / f64::from(topics - 1);
        if topic_of[label] == topic { own } else { other.max(0.0) }
    };
    let image = |_| {
        let topic = chance.below(topics);
        let mut labels: BTreeMap<u32, u32> = (0..)
            .zip(0..shares.len())
            .filter(|&(_, label)| chance.part() < likely(topic, label))
            .map(|(label, _)| (label, 1))
            .collect();
        if labels.is_empty() {
            labels.insert(0, 1);
        }
        labels
    };
    (0..images).map(image).collect()
}

/// Puts a label on so many images.
fn put(chance: &mut Chance, images: &mut [BTreeMap<u32, u32>], label: u32, times: usize) {
    let mut left = times;
    while left > 0 {
        let image = chance.below(images.len().try_into().unwrap()) as usize;
        left -= usize::from(images[image].insert(label, 1).is_none());
    }
}

fn draw_boxes(chance: &mut Chance, images: &mut [BTreeMap<u32, u32>], ratio: f64) {
    for boxes in images.iter_mut().flat_map(BTreeMap::values_mut) {
        *boxes = chance.geometric(ratio);
    }
}

/// Detection as in COCO: 80 labels, one of them on half of the images, in 12 topics.
pub fn like_coco(seed: u64) -> Shape {
    let mut chance = Chance(seed);
    let shares: Vec<f64> = std::iter::once(0.54).chain(falling(79, 0.125, 0.0025)).collect();
    let mut images = of_topics(&mut chance, 8_000, &shares, 12, 6.0);
    draw_boxes(&mut chance, &mut images, 0.57);
    Shape { images, has_boxes: true, scenes: None }
}

/// Detection as in LVIS: 60 of 180 labels on 1 to 5 images, 25 on a few more.
pub fn like_lvis(seed: u64) -> Shape {
    let mut chance = Chance(seed);
    let mut images = of_topics(&mut chance, 15_000, &falling(95, 0.14, 0.004), 15, 6.0);
    let few = (0..60).map(|label| 1 + label % 5).chain((0..25).map(|label| 6 + 2 * label));
    for (label, times) in (95..).zip(few) {
        put(&mut chance, &mut images, label, times);
    }
    draw_boxes(&mut chance, &mut images, 0.6);
    Shape { images, has_boxes: true, scenes: None }
}

/// More lines than are all chosen among: 120 labels in 20 topics, and ten on 1 to 20 images.
pub fn of_many_lines(seed: u64) -> Shape {
    let mut chance = Chance(seed);
    let mut images = of_topics(&mut chance, 70_000, &falling(110, 0.15, 0.0008), 20, 6.0);
    for (label, times) in (110..).zip([1, 2, 2, 3, 4, 5, 7, 9, 13, 20]) {
        put(&mut chance, &mut images, label, times);
    }
    Shape { images, has_boxes: false, scenes: None }
}

/// One label an image, from 4,000 images to a single one.
pub fn of_one_label_each(seed: u64) -> Shape {
    let counts = [4000, 1250, 450, 200, 75, 40, 20, 17, 12, 9, 7, 6, 5, 4, 3, 3, 2, 2, 1];
    let mut images: Vec<_> =
        (0..).zip(counts).flat_map(|(label, count)| vec![BTreeMap::from([(label, 1)]); count]).collect();
    let mut chance = Chance(seed);
    for last in (1..images.len()).rev() {
        images.swap(last, chance.below(u32::try_from(last).unwrap() + 1) as usize);
    }
    Shape { images, has_boxes: false, scenes: None }
}

/// Scenes of 1 to 30 images that are nearly the same; one label in a single scene, others in two and three.
pub fn of_scenes(seed: u64) -> Shape {
    let mut chance = Chance(seed);
    let mut of_scene = of_topics(&mut chance, 400, &falling(37, 0.4, 0.008), 6, 3.0);
    for (label, times) in [(37, 1), (38, 2), (39, 3)] {
        put(&mut chance, &mut of_scene, label, times);
    }
    let (mut images, mut scenes) = (Vec::new(), Vec::new());
    for (scene, labels) in (0..).zip(&of_scene) {
        for _ in 0..=(30.0 * chance.part().powf(2.2)) as u32 {
            let mut found = BTreeMap::new();
            for &label in labels.keys() {
                if chance.part() < 0.92 {
                    found.insert(label, 1 + chance.below(5));
                }
            }
            images.push(if found.is_empty() { labels.clone() } else { found });
            scenes.push(scene);
        }
    }
    Shape { images, has_boxes: true, scenes: Some(scenes) }
}

impl Shape {
    /// Its manifest. The scene of an image is its folder.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (image, labels) in self.images.iter().enumerate() {
            let scene = self.scenes.as_ref().map_or(0, |scenes| scenes[image]);
            write!(text, r#"{{"source-ref":"s3://bucket/scene-{scene}/{image}.jpg""#).unwrap();
            self.write_labels(&mut text, labels);
            text.push_str("}\n");
        }
        text
    }

    fn write_labels(&self, text: &mut String, labels: &BTreeMap<u32, u32>) {
        const BY: &str = r#""human-annotated":"yes","creation-date":"2024-05-31T09:30:00""#;
        if self.has_boxes {
            let each = |what: &dyn Fn(u32) -> String| -> String {
                labels
                    .iter()
                    .flat_map(|(&label, &boxes)| vec![what(label); boxes as usize])
                    .collect::<Vec<_>>()
                    .join(",")
            };
            let boxes = each(&|label| format!(r#"{{"class_id":{label},"left":1,"top":1,"width":9,"height":9}}"#));
            let objects = each(&|_| r#"{"confidence":1}"#.to_owned());
            let map: Vec<_> = labels.keys().map(|label| format!(r#""{label}":"label {label}""#)).collect();
            let map = map.join(",");
            write!(
                text,
                r#","b":{{"image_size":[{{"width":640,"height":480,"depth":3}}],"annotations":[{boxes}]}},"b-metadata":{{"objects":[{objects}],"class-map":{{{map}}},{BY},"type":"groundtruth/object-detection"}}"#
            )
            .unwrap();
        } else {
            for label in labels.keys() {
                write!(
                    text,
                    r#","l{label}":1,"l{label}-metadata":{{"class-name":"label {label}","confidence":1,{BY},"type":"groundtruth/image-classification"}}"#
                )
                .unwrap();
            }
        }
    }
}
