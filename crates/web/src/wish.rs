//! What a split of one manifest follows from: the settings, an earlier test set, and what a person moved by hand.

use std::rc::Rc;

use holdout_core::split::{Move, Side};

use crate::engine::Source;
use crate::settings::SplitSettings;

/// All that a split is asked for. Equal wishes have the same split.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// What is set for every manifest.
    pub settings: SplitSettings,
    /// An earlier test set that stays in test.
    pub keep: Option<Source>,
    /// Lines that go where a person wants them.
    pub moves: Rc<[Move]>,
    /// How often the manifest was judged by other limits: a split's report tells what they find.
    pub judged: u32,
}

/// Lines that were moved by hand, with the way back and forth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    made: Vec<Move>,
    undone: Vec<Move>,
}

impl Moves {
    /// Puts a line, counted from 1, on a side. What had been undone is forgotten.
    pub fn make(&mut self, line: u64, side: Side) {
        self.made.push(Move { line, side });
        self.undone.clear();
    }

    /// Takes the last one back.
    pub fn undo(&mut self) {
        self.undone.extend(self.made.pop());
    }

    /// Makes again what was taken back last.
    pub fn redo(&mut self) {
        self.made.extend(self.undone.pop());
    }

    /// Those that hold, in the order in which they were made.
    pub fn made(&self) -> &[Move] {
        &self.made
    }

    /// Whether there is one to make again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_go_back_and_forth_until_another_is_made() {
        let lines = |moves: &Moves| moves.made().iter().map(|one| one.line).collect::<Vec<_>>();
        let mut moves = Moves::default();
        moves.undo();
        moves.redo();
        moves.make(1, Side::Test);
        moves.make(2, Side::Train);
        moves.undo();
        assert_eq!((lines(&moves), moves.can_redo()), (vec![1], true));
        moves.redo();
        assert_eq!((lines(&moves), moves.can_redo()), (vec![1, 2], false));
        moves.undo();
        moves.make(3, Side::Test);
        assert_eq!((lines(&moves), moves.can_redo()), (vec![1, 3], false));
    }
}
