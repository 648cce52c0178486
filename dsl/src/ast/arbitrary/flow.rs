//! Random flows.

use super::{Draw, placeless};
use crate::ast::{Correction, Flow, Migration, Move, SlotDecl, Step};
use crate::source::{Span, Spanned};

impl Draw {
    pub(super) fn flow(&mut self) -> Flow {
        Flow {
            name: self.name(),
            version: self.count(),
            description: self.maybe(Self::spoken),
            triggers: self.some(2, |d| placeless(d.trigger())),
            outcomes: self.some(3, Self::name),
            slots: self.some(4, Self::slot),
            steps: self.several(3, |d| Step { name: d.name(), uninterruptible: d.mark(), block: d.block(2) }),
            corrections: self.some(1, |d| Correction { slot: d.name(), new: d.name(), block: d.block(1) }),
            migrations: self.some(1, |d| Migration { from: d.count(), moves: d.several(3, Self::moved) }),
            span: Span::default(),
        }
    }

    fn slot(&mut self) -> SlotDecl {
        SlotDecl {
            name: self.name(),
            ty: self.ty(),
            default: self.maybe(Self::value),
            input: self.mark(),
            output: self.mark(),
            from: self.maybe(Self::path),
            save_to: self.maybe(Self::path),
            always_ask: self.mark(),
        }
    }

    fn moved(&mut self) -> Spanned<Move> {
        placeless(match self.below(4) {
            0 => Move::SlotRemoved(self.name()),
            1 => Move::SlotRenamed(self.name(), self.name()),
            2 => Move::StepRenamed(self.name(), self.name()),
            _ => Move::StepRemoved(self.name(), self.name()),
        })
    }
}
