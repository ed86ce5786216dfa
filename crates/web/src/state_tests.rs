//! The reducer, from one action to the next.

use holdout_core::report::{Counts, InputFacts, PairSummary, SCHEMA, Verdict};
use holdout_core::rules::UseCase;

use super::*;

fn report(name: &str) -> Rc<Report> {
    Rc::new(Report {
        schema: SCHEMA,
        input: InputFacts { name: name.to_owned(), bytes: 10, sha256: None, lines: 1 },
        use_case: UseCase::NotDetermined,
        filtered_out: 0,
        region: "us-east-1".to_owned(),
        counts: Counts::default(),
        buckets: Vec::new(),
        labels: Vec::new(),
        codes: Vec::new(),
        lines_with_service_findings: 0,
        findings: Vec::new(),
        accepted: true,
        outcome: Verdict::Accepted,
        verdict: "The service would accept this manifest.".to_owned(),
    })
}

fn after(state: State, actions: impl IntoIterator<Item = Action>) -> State {
    let state = actions.into_iter().fold(Rc::new(state), Reducible::reduce);
    Rc::unwrap_or_clone(state)
}

fn began(id: Id, name: &str) -> Action {
    Action::Began { id, name: name.to_owned() }
}

fn opened(id: Id, name: &str) -> [Action; 2] {
    [began(id, name), Action::Opened(id, report(name))]
}

fn pair_report() -> Rc<PairReport> {
    Rc::new(PairReport {
        schema: SCHEMA,
        train: Report::clone(&report("train")),
        test: Report { accepted: false, ..Report::clone(&report("test")) },
        both: PairSummary {
            use_case: UseCase::NotDetermined,
            common_labels: 0,
            missing_in_test: Vec::new(),
            missing_in_train: Vec::new(),
            images_on_both_sides: 0,
            shared_images: Vec::new(),
            findings: Vec::new(),
        },
        accepted: false,
        outcome: Verdict::Rejected,
        verdict: "The service would reject these two manifests.".to_owned(),
    })
}

#[test]
fn another_regions_limits_make_the_split_old_and_change_nothing_else() {
    let state = after(State::default(), opened(1, "a"));
    let before = state.open.as_ref().unwrap().wish(&state.settings.split);
    let judged = Rc::new(Report { accepted: false, ..Report::clone(&report("a")) });
    let state = after(state, [Action::Judge(1), Action::Judged(1, Rc::clone(&judged))]);
    let open = state.open.unwrap();
    assert_ne!(open.wish(&state.settings.split), before);
    assert_eq!((open.report, open.id, state.replaced), (judged, 1, None));
}

#[test]
fn two_that_are_checked_together_again_stay_where_they_are() {
    let state = after(State::default(), [began(1, "a"), paired(1, 2), paired(1, 2)]);
    assert_eq!((state.open.unwrap().id, state.replaced), (1, None));
}

fn paired(train: Id, test: Id) -> Action {
    Action::Paired { ids: (train, test), report: pair_report() }
}

#[test]
fn a_pair_is_opened_looked_at_swapped_and_left_again() {
    let state =
        after(State::default(), opened(1, "first").into_iter().chain([began(2, "train and test"), paired(2, 3)]));
    assert_eq!((state.phase(), names(&state)), (Phase::Checked, (Some("second"), Some("first"))));
    assert_eq!(state.live().collect::<Vec<_>>(), [2, 3, 1]);
    let in_front = |state: &State| state.open.as_ref().map(|open| open.in_front().id);
    assert_eq!(in_front(&state), Some(3), "what is refused is looked at first");
    let state = after(state, [Action::Look(Dataset::Training)]);
    assert_eq!(in_front(&state), Some(2));
    // Digests and splits find the test manifest, too.
    let state = after(state, [Action::Digested(3, "ab".to_owned())]);
    assert_eq!(state.open.as_ref().and_then(|open| open.pair.as_ref()?.test.sha256.clone()).as_deref(), Some("ab"));
    let swapped = after(state, [paired(3, 2)]);
    assert_eq!(swapped.live().collect::<Vec<_>>(), [3, 2, 1], "what was there before the pair is still there");
    assert_eq!(names(&after(swapped.clone(), [Action::Undo])).0, Some("first"));
    // News of a pair that nobody waits for changes nothing.
    assert_eq!(after(swapped.clone(), [paired(8, 9)]), swapped);
}

/// What is left of `name.manifest`. No browser is here to make files.
fn dropped(name: &str) -> Rc<Dropped> {
    let source = |name: String| Source { value: wasm_bindgen::JsValue::UNDEFINED, name };
    Rc::new(Dropped {
        kept: source(format!("{name}.kept.manifest")),
        rejected: vec![source(format!("{name}.rejected.manifest"))],
    })
}

fn kept_name(manifest: &Manifest) -> Option<&str> {
    manifest.dropped.as_ref().map(|dropped| dropped.kept.name.as_str())
}

#[test]
fn dropping_lines_of_one_side_keeps_the_other_and_can_be_undone() {
    let state = after(State::default(), [began(1, "train and test"), paired(1, 2), Action::Look(Dataset::Training)]);
    // The training manifest first, then the test manifest.
    let train_left = after(state.clone(), [began(3, "train.kept"), paired(3, 2), Action::Dropped(3, dropped("train"))]);
    let both_left =
        after(train_left.clone(), [began(4, "test.kept"), paired(3, 4), Action::Dropped(4, dropped("test"))]);
    assert_eq!((both_left.phase(), both_left.live().collect::<Vec<_>>()), (Phase::Checked, vec![3, 4, 3, 2]));
    let open = both_left.open.as_ref().unwrap();
    assert_eq!(open.in_front().id, 3, "what was looked at still is");
    let pair = open.pair.as_ref().unwrap();
    assert_eq!((kept_name(open), kept_name(&pair.test)), (Some("train.kept.manifest"), Some("test.kept.manifest")));
    // Changing places changes no past.
    let swapped = after(both_left.clone(), [paired(4, 3)]);
    assert_eq!(swapped.open.as_ref().and_then(kept_name), Some("test.kept.manifest"));
    let back = after(both_left, [Action::Undo]);
    let pair = back.open.as_ref().and_then(|open| open.pair.as_ref()).unwrap();
    assert_eq!((pair.test.id, kept_name(&pair.test)), (2, None));
    // A reading that was left leaves all as it is.
    let left = after(state.clone(), [began(3, "train.kept"), Action::NotOpened(3, Fault::new("CANCELLED", ""))]);
    assert_eq!(after(left.clone(), [paired(3, 2)]), left);
}

#[test]
fn the_work_that_is_shown_is_the_newest() {
    let work = |number, share| Work { number, what: "Writing".to_owned(), share };
    let state = after(State::default(), [Action::Working(work(5, 0.0)), Action::Working(work(7, 0.5))]);
    let late = after(state.clone(), [Action::Working(work(5, 0.9)), Action::Rested(5)]);
    assert_eq!(late.work, Some(work(7, 0.5)));
    assert_eq!(after(late, [Action::Rested(7)]).work, None);
}

fn names(state: &State) -> (Option<&str>, Option<&str>) {
    let name = |manifest: &Option<Manifest>| manifest.as_ref().map(|manifest| manifest.id);
    let word = |id| if id == 1 { "first" } else { "second" };
    (name(&state.open).map(word), name(&state.replaced).map(word))
}

#[test]
fn the_four_states_follow_one_another() {
    let state = State::default();
    assert_eq!(state.phase(), Phase::Empty);
    let state = after(state, [began(1, "a")]);
    assert_eq!(state.phase(), Phase::Reading);
    let state = after(state, [Action::Opened(1, report("a"))]);
    assert_eq!(state.phase(), Phase::Checked);
    let state = after(state, [Action::Saved(1, Rc::new([]))]);
    assert_eq!(state.phase(), Phase::Done);
    let state = after(state, [Action::LookAgain]);
    assert_eq!(state.phase(), Phase::Checked);
    assert_eq!(after(state, [Action::StartOver]).phase(), Phase::Empty);
}

#[test]
fn a_second_manifest_replaces_the_first_and_undo_brings_it_back() {
    let state = after(State::default(), opened(1, "first").into_iter().chain(opened(2, "second")));
    assert_eq!(names(&state), (Some("second"), Some("first")));
    assert_eq!(state.live().count(), 2);
    let state = after(state, [Action::Undo]);
    assert_eq!(names(&state), (Some("first"), Some("second")));
    let state = after(state, [Action::Dismiss(Word::Replaced)]);
    assert_eq!(state.live().collect::<Vec<_>>(), [1]);
}

#[test]
fn starting_over_keeps_the_settings_and_can_be_undone() {
    let split = SplitSettings { seed: 7, ..SplitSettings::default() };
    let actions = opened(1, "first").into_iter().chain([Action::SetSplit(split), Action::StartOver]);
    let state = after(State::default(), actions);
    assert_eq!((state.phase(), state.settings.split.seed), (Phase::Empty, 7));
    assert_eq!(names(&after(state, [Action::Undo])), (Some("first"), None));
}

#[test]
fn cancelling_goes_back_without_a_word() {
    let cancelled = Action::NotOpened(2, Fault::new("CANCELLED", ""));
    let state = after(State::default(), opened(1, "first").into_iter().chain([began(2, "second"), cancelled]));
    assert_eq!((state.phase(), state.trouble.as_ref()), (Phase::Checked, None));
    assert_eq!(names(&state), (Some("first"), None));
}

#[test]
fn a_failure_is_told_and_the_page_goes_on() {
    let failed = Action::NotOpened(1, Fault::new("NOT_A_FILE", ""));
    let state = after(State::default(), [began(1, "photos"), failed]);
    assert_eq!(state.phase(), Phase::Empty);
    let trouble = state.trouble.clone().map(|trouble| trouble.sentence);
    assert_eq!(trouble.as_deref(), Some("photos is a folder, not a file."));
    assert_eq!(after(state, opened(2, "second")).trouble, None);
}

#[test]
fn news_of_a_manifest_that_is_gone_changes_nothing() {
    let state = after(State::default(), [began(2, "second")]);
    let late = [
        Action::Came(1, Progress { bytes: 5, ..Progress::default() }),
        Action::Opened(1, report("first")),
        Action::NotOpened(1, Fault::new("NOT_READABLE", "")),
        Action::Digested(1, "ab".to_owned()),
        Action::Splitting(1, None),
    ];
    assert_eq!(after(state.clone(), late), state);
}

#[test]
fn a_new_setting_leaves_the_old_files_behind() {
    let saved = Action::Saved(1, Rc::new([]));
    let state = after(State::default(), opened(1, "first").into_iter().chain([saved]));
    assert_eq!(state.phase(), Phase::Done);
    let same = Action::SetSplit(SplitSettings::default());
    assert_eq!(after(state.clone(), [same]).phase(), Phase::Done);
    let split = SplitSettings { seed: 7, ..SplitSettings::default() };
    assert_eq!(after(state.clone(), [Action::SetSplit(split.clone())]).phase(), Phase::Checked);
    let edited = Settings { split, ..Settings::default() };
    assert_eq!(after(state, [Action::SetAll(edited)]).phase(), Phase::Checked);
}

#[test]
fn writing_that_is_cancelled_ends_quietly_and_writing_that_fails_does_not() {
    let state =
        after(State::default(), opened(1, "first").into_iter().chain([Action::Writing(1, "t".to_owned(), 0.5)]));
    let quiet = after(state.clone(), [Action::NotSaved(1, Fault::new("CANCELLED", ""))]);
    assert_eq!((quiet.phase(), quiet.trouble), (Phase::Checked, None));
    let loud = after(state, [Action::NotSaved(1, Fault::new("NOT_SAVED", "disk full."))]);
    assert!(loud.trouble.is_some_and(|trouble| trouble.sentence.contains("disk full.")));
}

#[test]
fn a_note_goes_and_a_newer_one_stays() {
    let note = |words: &str| Action::Note(words.to_owned());
    let over = |words: &str| Action::Dismiss(Word::Note(words.to_owned()));
    let state = after(State::default(), [note("a"), note("b"), over("a")]);
    assert_eq!(state.note.as_deref(), Some("b"));
    assert_eq!(after(state, [over("b")]).note, None);
}

#[test]
fn moves_and_an_earlier_test_set_belong_to_their_manifest_and_leave_saved_files_behind() {
    let saved = Action::Saved(1, Rc::new([]));
    let state = after(State::default(), opened(1, "first").into_iter().chain([saved]));
    let state =
        after(state, [Action::MoveLine(1, 3, Side::Test), Action::MoveLine(1, 4, Side::Train), Action::UndoMove(1)]);
    assert_eq!(state.phase(), Phase::Checked);
    let wish = |state: &State| state.open.as_ref().map(|open| open.wish(&state.settings.split));
    let moves = wish(&state).map(|wish| wish.moves.iter().map(|one| one.line).collect::<Vec<_>>());
    assert_eq!(moves, Some(vec![3]));
    let state = after(state, opened(2, "second"));
    assert_eq!(wish(&state), Some(Wish::default()));
    assert_eq!(wish(&after(state, [Action::Undo])).map(|wish| wish.moves.len()), Some(1));
}
