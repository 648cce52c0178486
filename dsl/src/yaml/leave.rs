//! Ways out, and what leads to them: `goto`, `handoff`, `cancel_flow`, `end`; `after_tries`, `no_reply`.

use crate::ast::{MaxTries, NoReply, NoReplyAction, StmtKind, WayOut};
use crate::keywords;
use crate::source::Span;

use super::fault;
use super::form::{Yaml, form};
use super::value::{Amount, Count, Flag, FlagOrText, NameOf, Priority, TextOf};

/// The keys that say where one leaves to.
const WAYS: [&str; 4] = ["goto", "handoff", "cancel_flow", "end"];

form! {
    /// A way out.
    Leave ("{goto: 步骤}、{handoff: 人工组}、{cancel_flow: true} 或 {end: 结果}", "{goto: step}, {handoff: team}, {cancel_flow: true} or {end: outcome}") {
        goto: NameOf = "goto";
        handoff: NameOf = "handoff";
        note: TextOf = "note";
        priority: Priority = "priority";
        cancel: FlagOrText = "cancel_flow";
        end: NameOf = "end";
    }
}

impl Leave {
    /// How many ways out stand here.
    fn count(&self) -> usize {
        [self.goto.is_some(), self.handoff.is_some(), self.cancel.is_some(), self.end.is_some()]
            .into_iter()
            .filter(|stands| *stands)
            .count()
    }

    /// The one way out; none or several are reported, unless what was written could not be read.
    pub(super) fn way(self, yaml: &mut Yaml, head: Span, others: &[&'static str]) -> Option<WayOut> {
        if self.count() > 1 {
            let (zh, en) = ("这里只能有一条出路。", "There is one way out here, not several.");
            yaml.report(fault::one_of_two(head, zh, en));
            return None;
        }
        let with_handoff = self.note.is_some() || self.priority.is_some();
        if self.at.sound && self.handoff.is_none() && with_handoff {
            let (zh, en) =
                ("note 和 priority 只和 handoff 一起写。", "`note` and `priority` go with `handoff`.");
            yaml.report(fault::one_of_two(head, zh, en));
            return None;
        }
        match (self.goto, self.handoff, self.cancel, self.end) {
            (Some(step), ..) => Some(WayOut::Goto(step)),
            (_, Some(team), ..) => Some(WayOut::Handoff { team, note: self.note, priority: self.priority }),
            (.., Some(words), _) => Some(WayOut::Cancel(words.node)),
            (.., Some(label)) => Some(WayOut::End(label)),
            _ => {
                if self.at.sound {
                    let known: Vec<_> = others.iter().chain(&WAYS).map(|id| keywords::en(id)).collect();
                    yaml.report(fault::none_of(head, &known));
                }
                None
            }
        }
    }
}

form! {
    /// A way out as a statement.
    LeaveForm ("一条出路", "a way out") {
    } + {
        leave: Leave;
    }
}

impl LeaveForm {
    pub(super) fn statement(self, yaml: &mut Yaml) -> Option<StmtKind> {
        self.leave.way(yaml, self.at.head, &[]).map(StmtKind::Leave)
    }
}

form! {
    /// `after_tries`
    MaxTriesForm ("{times: 次数, 出路}", "{times: number, a way out}") {
        times: Count = "y_times" must;
    } + {
        leave: Leave;
    }
}

impl MaxTriesForm {
    pub(super) fn tries(self, yaml: &mut Yaml) -> Option<MaxTries> {
        let leave = self.leave.way(yaml, self.at.head, &[]);
        Some(MaxTries { times: self.times?, leave: leave?, span: self.at.span })
    }
}

form! {
    /// `no_reply`
    NoReplyForm ("{wait: 多久, remind: 提醒 | done: true | 出路}", "{wait: how long, remind: text | done: true | a way out}") {
        after: Amount = "y_after" must;
        remind: TextOf = "remind";
        done: Flag = "done";
    } + {
        leave: Leave;
    }
}

impl NoReplyForm {
    pub(super) fn no_reply(self, yaml: &mut Yaml) -> Option<NoReply> {
        let leaves = self.leave.count();
        let ways = usize::from(self.remind.is_some()) + usize::from(self.done.is_some()) + leaves.min(1);
        if ways > 1 {
            let (zh, en) = ("没回 以后只能做一件事。", "One thing happens when nobody answers, not several.");
            yaml.report(fault::one_of_two(self.at.head, zh, en));
            return None;
        }
        let action = match (self.remind, self.done) {
            (Some(words), _) => NoReplyAction::Remind(words),
            (_, Some(_)) => NoReplyAction::Done,
            _ if leaves == 0 && !self.at.sound => return None,
            _ => NoReplyAction::Leave(self.leave.way(yaml, self.at.head, &["remind", "done"])?),
        };
        Some(NoReply { after: self.after?, action, span: self.at.span })
    }
}
