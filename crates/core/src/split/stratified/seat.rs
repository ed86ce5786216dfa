//! The first division: of some neighbours, about as many as there are for each test line, the one goes to the test side
//! that leaves the least imbalance among the lines seen so far.

use super::balance::Balance;
use super::columns::Columns;
use super::task::Task;

/// Picks as many lines as the task has a quota, of which none is on the test side yet.
pub(super) fn seat(balance: &mut Balance, lines: &Columns, task: &Task) -> Vec<bool> {
    let quota = task.quota;
    let mut test = vec![false; lines.len()];
    let growth = balance.start_small(lines, &task.settled);
    let window = (lines.len() / quota.max(1)).max(2);
    let (mut start, mut seated) = (0, 0);
    while start < lines.len() {
        let end = (start + window).min(lines.len());
        for line in start..end {
            balance.wish(lines.line(line), &growth);
        }
        // As many as the quota's share of all lines so far, so that the last window completes it.
        let due = end * quota / lines.len();
        while seated < due {
            let Some(best) = cheapest(balance, lines, &test, start..end) else { break };
            balance.add(lines.line(best));
            test[best] = true;
            seated += 1;
        }
        start = end;
    }
    balance.end_growth(growth);
    test
}

/// The line that costs the least on its way to the test side, the first of equals.
fn cheapest(balance: &Balance, lines: &Columns, test: &[bool], among: std::ops::Range<usize>) -> Option<usize> {
    let mut best = None;
    for line in among.filter(|&line| !test[line]) {
        let cost = balance.cost_of_adding(lines.line(line));
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, line));
        }
    }
    best.map(|(_, line)| line)
}
