//! Keeps the host in step with the settings, and brings it and the desk together.

use yew::prelude::*;

use crate::desk::Desk;
use crate::host::HostRef;
use crate::settings::Settings;

/// Has the host keep the settings.
#[hook]
pub fn use_settings(host: &HostRef, desk: &Desk, settings: &Settings) {
    {
        let (host, desk) = (host.clone(), desk.clone());
        use_effect_with((), move |()| host.meet(&desk));
    }
    let host = host.clone();
    use_effect_with(settings.clone(), move |settings| host.keep(settings));
}
