//! The step, from one action to the next.

use serde_json::json;

use super::*;

const HEAD: &str = "arn:aws:rekognition:eu-west-1:111122223333:project/p";

fn after(actions: impl IntoIterator<Item = Action>) -> State {
    let state = actions.into_iter().fold(Rc::new(State::default()), Reducible::reduce);
    Rc::unwrap_or_clone(state)
}

fn arn(rest: &str) -> String {
    format!("{HEAD}/{rest}")
}

fn keys(id: &str) -> Action {
    Action::SetKeys(Keys::new(id, "secret", "").unwrap())
}

fn told(event: &serde_json::Value) -> Action {
    let mut told = json!({ "state": { "id": "1" }, "datasets": [null, null], "sent": null });
    told.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
    Action::Told(Rc::new(serde_json::from_value(told).unwrap()))
}

fn ended(code: &str) -> Action {
    let failure = super::super::client::Failure { code: code.to_owned(), message: String::new() };
    Action::Ended(Envelope { success: false, data: None, error: Some(failure), text: String::new() })
}

fn local() -> Action {
    let endpoint = "http://127.0.0.1:8020".to_owned();
    Action::FoundLocal(Local { endpoint, region: "us-east-1".to_owned(), keys: None })
}

#[test]
fn what_is_missing_is_said_one_by_one() {
    let state = after([]);
    let fields = |state: &State| state.problems().into_iter().map(|(field, _)| field).collect::<Vec<_>>();
    assert_eq!(fields(&state), [Field::Arn(Wanted::Project), Field::Keys]);
    let state = after([Action::SetArn(Wanted::Project, arn("1")), keys("ASIA1")]);
    assert_eq!(fields(&state), []);
    let other =
        [Action::SetPlace(Place::Other)].into_iter().chain([Action::SetArn(Wanted::Project, arn("1")), keys("X")]);
    assert_eq!(fields(&after(other)), [Field::Endpoint]);
}

#[test]
fn keys_that_last_need_a_tick_and_new_ones_another() {
    let actions = [Action::SetArn(Wanted::Project, arn("1")), keys("AKIA1")];
    assert_eq!(after(actions.clone()).problems().len(), 1);
    let ticked = actions.into_iter().chain([Action::AcceptLongLived(true)]);
    assert!(after(ticked.clone()).problems().is_empty());
    assert_eq!(after(ticked.chain([keys("AKIA2")])).problems().len(), 1);
}

#[test]
fn keys_that_the_page_around_lends_are_enough() {
    let lend = |keys| Action::Lend { keys, endpoint: None };
    let state = after([Action::SetArn(Wanted::Project, arn("1")), lend(true)]);
    assert!(state.problems().is_empty() && state.can_sign());
    let taken_back = after([Action::SetArn(Wanted::Project, arn("1")), lend(true), lend(false)]);
    assert!(!taken_back.can_sign());
}

#[test]
fn the_address_of_the_page_around_holds_until_a_person_chooses_another() {
    let lend = |endpoint: Option<&str>| Action::Lend { keys: true, endpoint: endpoint.map(str::to_owned) };
    let (here, there) = (Some("http://127.0.0.1:1"), Some("http://127.0.0.1:2"));
    let place = |actions: Vec<Action>| after(actions).endpoint();
    assert_eq!(place(vec![lend(here)]).as_deref(), here);
    assert_eq!(place(vec![lend(here), Action::SetPlace(Place::Aws), lend(here)]), None);
    assert_eq!(place(vec![lend(here), Action::SetPlace(Place::Aws), lend(there)]).as_deref(), there);
    assert_eq!(place(vec![lend(here), lend(None)]), None);
    assert_eq!(place(vec![lend(here), Action::Begin, lend(there)]).as_deref(), here, "what is under way stays");
}

#[test]
fn one_text_fills_all_fields_that_it_has_names_for() {
    let text = format!("train: {} test: {}", arn("dataset/train/1"), arn("dataset/test/2"));
    let state = after([Action::SetWay(Way::Distribute), Action::SetArn(Wanted::Test, text)]);
    assert_eq!((state.train.as_str(), state.test.as_str()), (&*arn("dataset/train/1"), &*arn("dataset/test/2")));
    assert_eq!(state.region(), "eu-west-1");
    let half = after([Action::SetArn(Wanted::Project, "arn:aws:rek".to_owned())]);
    assert_eq!(half.project, "arn:aws:rek", "what is being typed stays as it is");
}

#[test]
fn datasets_of_two_projects_are_no_pair() {
    let test = arn("dataset/test/2").replace("project/p", "project/q");
    let state = after([
        Action::SetWay(Way::Distribute),
        Action::SetArn(Wanted::Train, arn("dataset/train/1")),
        Action::SetArn(Wanted::Test, test),
    ]);
    assert!(state.problems_of_place().iter().any(|(_, words)| words.contains("not of one project")));
}

#[test]
fn the_local_service_is_the_default_where_there_is_one_and_stays_a_choice() {
    let state = after([local()]);
    assert_eq!((state.place, state.endpoint()), (Place::Local, Some("http://127.0.0.1:8020".to_owned())));
    assert_eq!(state.region(), "us-east-1");
    let state = after([local(), Action::SetPlace(Place::Aws), Action::Open, local()]);
    assert_eq!((state.place, state.endpoint()), (Place::Aws, None), "opening the step again changes nothing");
}

#[test]
fn a_plan_is_of_what_was_set() {
    let failed = || Action::Plan(Fetched::Failed(Fault::default()));
    assert_ne!(after([failed(), keys("X")]).plan, Fetched::Not, "keys change nothing of it");
    for action in
        [Action::SetWay(Way::Distribute), Action::SetPlace(Place::Other), Action::SetArn(Wanted::Test, String::new())]
    {
        assert_eq!(after([failed(), action]).plan, Fetched::Not);
    }
}

#[test]
fn an_account_tells_each_thing_once() {
    let accepted = json!({ "event": "accepted", "requestId": "r", "dataset": arn("dataset/train/1"), "lines": 10 });
    let waiting = json!({ "event": "waiting", "train": "UPDATE_IN_PROGRESS", "test": null, "nextLook": 1.0 });
    let state = after([Action::Begin, told(&accepted), told(&waiting), told(&waiting)]);
    let run = state.run.unwrap();
    assert_eq!(
        run.account,
        ["Sent 10 lines so far, the last to training.", "Waiting: training is UPDATE_IN_PROGRESS."]
    );
    assert_eq!(run.state(), Some(r#"{"id":"1"}"#));
}

#[test]
fn what_can_be_put_right_goes_on_from_where_it_was() {
    let waiting = json!({ "event": "waiting", "train": null, "test": null, "nextLook": 1.0 });
    for (code, goes_on) in [
        ("EXPIRED_TOKEN", true),
        ("NETWORK", true),
        ("CANCELLED", true),
        ("VALIDATION_ERROR", false),
        ("UPDATE_FAILED", false),
    ] {
        let state = after([Action::Begin, told(&waiting), ended(code)]);
        assert_eq!(state.run.as_ref().map(Run::can_go_on), Some(goes_on), "{code}");
        assert!(state.run.is_some_and(|run| run.envelope.is_some()));
    }
    let state = after([Action::Begin, ended("NETWORK")]);
    let run = state.run.unwrap();
    assert!(run.can_go_on() && run.state().is_none(), "from the beginning");
    let state = after([Action::Begin, told(&waiting), ended("NETWORK"), Action::Begin]);
    let run = state.run.unwrap();
    assert!(run.envelope.is_none() && !run.account.is_empty(), "going on keeps the account");
}

#[test]
fn forgotten_keys_are_nowhere() {
    let state = after([keys("ASIAHUSH"), Action::Forget]);
    assert!(!format!("{state:?}").contains("ASIAHUSH"));
}

#[test]
fn a_submission_from_before_is_set_as_it_was() {
    let kept = Kept {
        way: "distribute".to_owned(),
        endpoint: Some("http://127.0.0.1:8020".to_owned()),
        project: String::new(),
        datasets: [Some(arn("dataset/train/1")), Some(arn("dataset/test/2"))],
        state: "{}".to_owned(),
    };
    let state = after([local(), Action::SetPlace(Place::Aws), Action::TakeUp(kept.clone())]);
    assert_eq!((state.way, state.place), (Way::Distribute, Place::Local));
    assert!(state.problems_of_place().is_empty());
    assert_eq!(after([Action::TakeUp(kept)]).place, Place::Other);
}
