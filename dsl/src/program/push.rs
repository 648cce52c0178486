//! 推送 after checking: what a shop sends without being asked, to whom, and when.

use super::{Enter, EventId, Expr, Open};
use crate::value::Millis;
use serde::{Deserialize, Serialize};

/// 推送 N
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Push {
    /// Its name, under which a customer's record counts it.
    pub name: String,
    /// 触发 事件 E
    pub event: EventId,
    /// 其中
    pub filter: Option<Expr>,
    /// 人群; consent is part of it.
    pub audience: Option<Expr>,
    /// 时段, on every day of the week.
    pub window: Open,
    /// 频次
    pub cap: Cap,
    /// 对话中; 等结束 where nothing is written.
    pub if_busy: Busy,
    /// 渠道优先: members of 渠道; empty means any.
    pub channels: Vec<u16>,
    /// 有效, from the event on; `None` is for ever.
    pub valid: Option<Millis>,
    /// 进入 流程 F(…), over the event and the customer.
    pub enter: Enter,
}

impl Push {
    /// The channel on which it goes to a customer who can be reached on `reachable`: the first of 渠道优先, or the first reachable
    /// one where that is not written. `None` if there is none.
    ///
    /// Whoever begins a conversation for a push begins it there; a conversation that is there already has one channel, its own.
    #[must_use]
    pub fn channel(&self, reachable: &[u16]) -> Option<u16> {
        if self.channels.is_empty() {
            return reachable.first().copied();
        }
        self.channels.iter().copied().find(|channel| reachable.contains(channel))
    }
}

/// 频次 每人 每天|每 D 最多 N 次
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// A rolling period; `None` is the calendar day in the shop's time zone.
    pub period: Option<Millis>,
    /// At most so many to one person.
    pub max: u32,
}

/// What becomes of a push while the customer is in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Busy {
    /// 等结束
    Wait,
    /// 跳过
    Skip,
}

#[cfg(test)]
mod tests {
    use super::{Busy, Cap, Push};
    use crate::program::{Enter, EventId, FlowId, Open};

    fn to(channels: &[u16]) -> Push {
        Push {
            name: String::new(),
            event: EventId(0),
            filter: None,
            audience: None,
            window: Open { days: 127, from: 0, to: 1440 },
            cap: Cap { period: None, max: 1 },
            if_busy: Busy::Wait,
            channels: channels.to_vec(),
            valid: None,
            enter: Enter { flow: FlowId(0), args: Vec::new(), result: None },
        }
    }

    #[test]
    fn the_first_channel_on_which_the_customer_is_reached() {
        assert_eq!(to(&[1, 0, 2]).channel(&[0, 2]), Some(0));
        assert_eq!(to(&[1, 0]).channel(&[2]), None);
        assert_eq!(to(&[]).channel(&[2, 0]), Some(2));
        assert_eq!(to(&[]).channel(&[]), None);
    }
}
