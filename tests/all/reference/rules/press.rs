//! R4.2: buttons, of the prompt that waits and of older ones.

use super::Reference;
use huashu_dsl::program::NodeId;
use huashu_dsl::value::Value;

/// A button that was shown.
#[derive(Debug, Clone)]
pub(super) struct Button {
    pub(super) label: String,
    pub(super) press: Pressed,
}

/// What a button does, and of which question it is.
#[derive(Debug, Clone)]
pub(super) struct Pressed {
    frame: u32,
    node: NodeId,
    visit: u32,
    pub(super) does: Press,
}

/// What a button does.
#[derive(Debug, Clone)]
pub(super) enum Press {
    /// Fills the slot.
    Value(Value),
    /// 跳过
    Skip,
    /// Sent as the customer's words; never pressed.
    Words,
    /// 接着办, of what was put aside up to this frame.
    GoOn(u32),
    /// 不用了
    Drop(u32),
}

impl Reference<'_> {
    /// A button of the question that waits, if one does.
    pub(super) fn payload(&self, does: Press) -> Pressed {
        let asks = !matches!(does, Press::GoOn(_) | Press::Drop(_));
        let Some(frame) = self.state.stack.last().filter(|_| asks) else {
            return Pressed { frame: 0, node: NodeId(0), visit: 0, does };
        };
        let visit = frame.asked.as_ref().map_or(0, |a| a.visit);
        Pressed { frame: frame.id, node: frame.at, visit, does }
    }

    /// R4.2: the payload of a prompt answers while its frame stands and its question waits, if need be below another flow, above which
    /// it is brought (R3); else 选项过期, and what waits is asked again.
    pub(super) fn press(&mut self, button: usize) {
        let pressed = self.buttons[button].press.clone();
        match pressed.does {
            Press::GoOn(frame) if self.offers(frame) => return self.go_on(),
            Press::Drop(frame) if self.offers(frame) => return self.drop_parked(),
            _ => {}
        }
        let place = self.state.stack.iter().position(|f| {
            f.id == pressed.frame
                && f.at == pressed.node
                && f.asked.as_ref().is_some_and(|a| a.visit == pressed.visit)
        });
        let Some(place) = place else {
            self.say(self.program.builtin.expired);
            if self.waiting().is_some() {
                self.prompt();
            }
            return;
        };
        self.bring_up(place);
        match pressed.does {
            Press::Value(value) => self.answer(value),
            Press::Skip => self.skip(),
            Press::Words | Press::GoOn(_) | Press::Drop(_) => panic!("no answer of a question"),
        }
    }

    /// Whether 接着办吗 of this frame waits for its answer.
    fn offers(&self, frame: u32) -> bool {
        self.state.offered
            && self
                .state
                .parked
                .as_ref()
                .is_some_and(|(frames, _)| frames.last().is_some_and(|f| f.id == frame))
    }
}
