//! What is set for a submission and what becomes of it. Pure: no browser, no client; the reducer is tested natively.

use std::rc::Rc;

use yew::Reducible;

use super::arns::{self, Wanted};
use super::client::{Envelope, Look, Plan, Project, Told};
use super::keys::Keys;
use super::memory::Kept;
use super::probe::Silence;
use crate::trouble::Fault;

/// Lines of the account of a submission that are kept: the newest.
const TOLD: usize = 200;

/// How it is submitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// This split is sent.
    #[default]
    Upload,
    /// The service moves a share.
    Distribute,
}

impl Way {
    /// Its name for the client.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Distribute => "distribute",
        }
    }
}

/// Where it goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The service that served the page.
    Local,
    /// The service's own endpoint of a region.
    #[default]
    Aws,
    /// An address.
    Other,
}

/// The service that served the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// Its address.
    pub endpoint: String,
    /// The region that its projects are in.
    pub region: String,
    /// The keys to it, where everybody may know them.
    pub keys: Option<Keys>,
}

/// Something that is fetched when it is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Fetched<T> {
    /// Not asked for.
    #[default]
    Not,
    /// Under way.
    Busy,
    /// Here it is.
    There(T),
    /// It cannot be had.
    Failed(Fault),
}

/// A submission under way, or over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// Which way it goes.
    pub way: Way,
    /// What was told last.
    pub last: Option<Rc<Told>>,
    /// What was told before, in words.
    pub account: Vec<String>,
    /// How it ended.
    pub envelope: Option<Envelope>,
    /// What the datasets are like after it.
    pub looks: Fetched<Rc<[Look]>>,
    /// Why nothing came back, where that was how it ended, and once it was found out.
    pub silence: Option<Silence>,
}

impl Run {
    /// Whether it may go on from where it is: from the beginning, where nothing was told of it yet.
    pub fn can_go_on(&self) -> bool {
        let Some(Envelope { success: false, error: Some(failure), .. }) = &self.envelope else { return false };
        let is_final = ["VALIDATION_ERROR", "RESOURCE_NOT_FOUND", "UPDATE_FAILED", "CREATE_FAILED"]
            .contains(&failure.code.as_str());
        !is_final
    }

    /// Where it is, to go on from.
    pub fn state(&self) -> Option<&str> {
        self.last.as_ref().map(|told| told.state.as_str())
    }

    /// Its datasets, as far as they are known: training first.
    pub fn datasets(&self) -> [Option<String>; 2] {
        self.last.as_ref().map(|told| told.datasets.clone()).unwrap_or_default()
    }
}

/// A field that something is wrong with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The project, or a dataset.
    Arn(Wanted),
    /// The address.
    Endpoint,
    /// The keys.
    Keys,
}

/// Everything that the step shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Whether it is shown.
    pub is_open: bool,
    /// How it is submitted.
    pub way: Way,
    /// Where it goes.
    pub place: Place,
    /// The service that served the page, if one did.
    pub local: Option<Local>,
    /// An address, as typed.
    pub endpoint: String,
    /// A region to list projects of, as typed; ARNs bring their own.
    pub region: String,
    /// ARN of the project, as typed.
    pub project: String,
    /// ARN of the training dataset, as typed.
    pub train: String,
    /// ARN of the test dataset, as typed.
    pub test: String,
    /// What requests are signed with.
    pub keys: Option<Keys>,
    /// The page around lends its own, when they are asked for.
    pub is_lent: bool,
    /// The address that the page around gave last.
    pub given_endpoint: Option<String>,
    /// Keys that last are wanted, knowingly.
    pub accepts_long_lived: bool,
    /// Projects to choose from.
    pub projects: Fetched<Rc<[Project]>>,
    /// What would be done.
    pub plan: Fetched<Rc<Plan>>,
    /// The submission.
    pub run: Option<Run>,
    /// One from before the page was loaded again.
    pub kept: Option<Kept>,
    /// What the datasets of that one are like.
    pub kept_looks: Fetched<Rc<[Look]>>,
}

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The step is opened.
    Open,
    /// The step is closed. What goes on goes on.
    Close,
    /// A service was found where the page came from.
    FoundLocal(Local),
    /// Another way.
    SetWay(Way),
    /// Another place.
    SetPlace(Place),
    /// Another address.
    SetEndpoint(String),
    /// Another region.
    SetRegion(String),
    /// Another ARN, typed or pasted; others in the same text are taken as well.
    SetArn(Wanted, String),
    /// A project was chosen from the list.
    Choose(Project),
    /// Keys are there.
    SetKeys(Keys),
    /// Keys that last are wanted, or not.
    AcceptLongLived(bool),
    /// What the page around brings along: keys or none, and an address if it has one.
    Lend {
        /// Whether there are keys.
        keys: bool,
        /// The address.
        endpoint: Option<String>,
    },
    /// The keys are to be forgotten.
    Forget,
    /// Projects are listed.
    List(Fetched<Rc<[Project]>>),
    /// A project was made.
    Made(String),
    /// What would be done.
    Plan(Fetched<Rc<Plan>>),
    /// The submission begins, or goes on.
    Begin,
    /// It told of a step.
    Told(Rc<Told>),
    /// It ended.
    Ended(Envelope),
    /// Nothing came back in the end: it was found out why.
    Found(Silence),
    /// What the datasets are like after it.
    Looked(Fetched<Rc<[Look]>>),
    /// The submission is put away.
    Leave,
    /// One from before is remembered.
    Remember(Kept),
    /// What its datasets are like.
    KeptLooked(Fetched<Rc<[Look]>>),
    /// It is taken up again: what is set is set as it was.
    TakeUp(Kept),
    /// It is put away.
    ForgetKept,
}

impl State {
    /// What is missing or wrong before anything can be sent.
    pub fn problems(&self) -> Vec<(Field, String)> {
        let mut problems = self.problems_of_place();
        match &self.keys {
            _ if self.is_lent => {}
            None => problems.push((Field::Keys, "Give keys to sign with.".to_owned())),
            Some(keys) if keys.are_long_lived() && !self.accepts_long_lived => {
                problems.push((Field::Keys, "Tick “Use long-lived keys anyway”.".to_owned()));
            }
            Some(_) => {}
        }
        problems
    }

    /// The same without the keys: enough for a dry run.
    pub fn problems_of_place(&self) -> Vec<(Field, String)> {
        let mut problems: Vec<_> =
            self.wanted().iter().filter_map(|&wanted| Some((Field::Arn(wanted), self.problem(wanted)?))).collect();
        let of = |wanted: Wanted| arns::check(wanted, self.text(wanted)).ok();
        if let (Way::Distribute, Some(train), Some(test)) = (self.way, of(Wanted::Train), of(Wanted::Test))
            && (train.project != test.project || train.region != test.region)
        {
            problems.push((Field::Arn(Wanted::Test), "The two datasets are not of one project.".to_owned()));
        }
        if self.place == Place::Other && self.endpoint.trim().is_empty() {
            problems.push((Field::Endpoint, "Give the address, as http://127.0.0.1:8020.".to_owned()));
        }
        problems
    }

    /// Whether there is something to sign with.
    pub fn can_sign(&self) -> bool {
        self.is_lent || self.keys.is_some()
    }

    /// The ARNs that this way takes.
    pub fn wanted(&self) -> &'static [Wanted] {
        match self.way {
            Way::Upload => &[Wanted::Project],
            Way::Distribute => &[Wanted::Train, Wanted::Test],
        }
    }

    /// What stands in a field.
    pub fn text(&self, wanted: Wanted) -> &str {
        match wanted {
            Wanted::Project => &self.project,
            Wanted::Train => &self.train,
            Wanted::Test => &self.test,
        }
    }

    /// What is wrong with an ARN.
    fn problem(&self, wanted: Wanted) -> Option<String> {
        let text = self.text(wanted);
        if text.trim().is_empty() {
            return Some("An ARN is missing.".to_owned());
        }
        arns::check(wanted, text).err()
    }

    /// The region: that of the ARNs, or the one that was typed, or that of the local service.
    pub fn region(&self) -> String {
        let of_arns = self.wanted().iter().find_map(|&wanted| arns::check(wanted, self.text(wanted)).ok());
        let local = || self.local.as_ref().filter(|_| self.place == Place::Local).map(|local| local.region.clone());
        let typed = || Some(self.region.trim().to_owned()).filter(|region| !region.is_empty());
        of_arns.map(|place| place.region).or_else(local).or_else(typed).unwrap_or_else(|| "us-east-1".to_owned())
    }

    /// The address to ask instead of the service's own.
    pub fn endpoint(&self) -> Option<String> {
        match self.place {
            Place::Aws => None,
            Place::Local => self.local.as_ref().map(|local| local.endpoint.clone()),
            Place::Other => Some(self.endpoint.trim().to_owned()),
        }
    }

    /// Set as a submission from before was.
    pub fn resumed(&self, kept: &Kept) -> Self {
        let mut state = self.clone();
        state.way = if kept.way == Way::Upload.name() { Way::Upload } else { Way::Distribute };
        let [train, test] = kept.datasets.clone().map(Option::unwrap_or_default);
        (state.project, state.train, state.test) = (kept.project.clone(), train, test);
        state.place = match &kept.endpoint {
            None => Place::Aws,
            Some(endpoint) if state.local.as_ref().is_some_and(|local| local.endpoint == *endpoint) => Place::Local,
            Some(endpoint) => {
                state.endpoint.clone_from(endpoint);
                Place::Other
            }
        };
        state
    }

    /// The address to ask, whichever it is.
    pub fn address(&self) -> String {
        let own = || format!("https://rekognition.{}.amazonaws.com/", self.region());
        self.endpoint().unwrap_or_else(own)
    }

    fn set_arn(&mut self, wanted: Wanted, text: String) {
        let found = arns::find(&text);
        // One name alone is what was typed; a text around it, or several names, are taken apart.
        if found.count() > 1 || (found.count() == 1 && text.trim().contains(char::is_whitespace)) {
            for (place, name) in
                [(&mut self.project, found.project), (&mut self.train, found.train), (&mut self.test, found.test)]
            {
                if let Some(name) = name {
                    *place = name;
                }
            }
            return;
        }
        *match wanted {
            Wanted::Project => &mut self.project,
            Wanted::Train => &mut self.train,
            Wanted::Test => &mut self.test,
        } = text;
    }

    fn lend(&mut self, keys: bool, endpoint: Option<String>) {
        self.is_lent = keys;
        // What is under way stays where it is, and what a person has chosen since holds until the page says another one.
        if self.run.is_some() || self.given_endpoint == endpoint {
            return;
        }
        self.given_endpoint.clone_from(&endpoint);
        self.place = if endpoint.is_some() { Place::Other } else { Place::Aws };
        self.endpoint = endpoint.unwrap_or_default();
        (self.plan, self.projects) = (Fetched::Not, Fetched::Not);
    }

    fn choose(&mut self, project: Project) {
        self.train = project.train_dataset_arn.unwrap_or_default();
        self.test = project.test_dataset_arn.unwrap_or_default();
        self.project = project.arn;
    }

    fn tell(&mut self, told: Rc<Told>) {
        let Some(run) = &mut self.run else { return };
        let words = told.words();
        if let Some(words) = words.filter(|words| run.account.last() != Some(words)) {
            run.account.push(words);
            let excess = run.account.len().saturating_sub(TOLD);
            run.account.drain(..excess);
        }
        run.last = Some(told);
    }

    fn apply(&mut self, action: Action) {
        // What was planned for other settings is no plan of these.
        if matches!(
            action,
            Action::SetWay(_) | Action::SetPlace(_) | Action::SetEndpoint(_) | Action::SetArn(..) | Action::Choose(_)
        ) {
            self.plan = Fetched::Not;
        }
        match action {
            Action::Open => self.is_open = true,
            Action::Close => self.is_open = false,
            Action::FoundLocal(local) => {
                if self.local.is_none() {
                    self.place = Place::Local;
                }
                self.local = Some(local);
            }
            Action::SetWay(way) => self.way = way,
            Action::SetPlace(place) => {
                self.place = place;
                self.projects = Fetched::Not;
            }
            Action::SetEndpoint(endpoint) => self.endpoint = endpoint,
            Action::SetRegion(region) => self.region = region,
            Action::SetArn(wanted, text) => self.set_arn(wanted, text),
            Action::Choose(project) => self.choose(project),
            Action::SetKeys(keys) => {
                self.keys = Some(keys);
                self.accepts_long_lived = false;
            }
            Action::AcceptLongLived(accepts) => self.accepts_long_lived = accepts,
            Action::Lend { keys, endpoint } => self.lend(keys, endpoint),
            Action::Forget => self.keys = None,
            Action::List(projects) => self.projects = projects,
            Action::Made(arn) => {
                self.project = arn;
                self.projects = Fetched::Not;
            }
            Action::Plan(plan) => self.plan = plan,
            Action::Begin => {
                let way = self.way;
                let run = self.run.get_or_insert_with(|| Run { way, ..Run::default() });
                run.envelope = None;
                run.looks = Fetched::Not;
                run.silence = None;
                self.kept = None;
            }
            Action::Told(told) => self.tell(told),
            Action::Ended(envelope) => {
                if let Some(run) = &mut self.run {
                    run.envelope = Some(envelope);
                }
            }
            Action::Found(silence) => {
                // Unless it has gone on in the meantime.
                if let Some(run) = self.run.as_mut().filter(|run| run.envelope.is_some()) {
                    run.silence = Some(silence);
                }
            }
            Action::Looked(looks) => {
                if let Some(run) = &mut self.run {
                    run.looks = looks;
                }
            }
            Action::Leave => self.run = None,
            Action::Remember(kept) => self.kept = Some(kept),
            Action::KeptLooked(looks) => self.kept_looks = looks,
            Action::TakeUp(kept) => *self = self.resumed(&kept),
            Action::ForgetKept => {
                self.kept = None;
                self.kept_looks = Fetched::Not;
            }
        }
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = Rc::unwrap_or_clone(self);
        next.apply(action);
        Rc::new(next)
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
