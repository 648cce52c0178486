//! What became of a push, in a trace.

use crate::ast::Spelling;
use crate::word::word;
use huashu_dsl::program::Program;
use huashu_dsl::value::{Type, Value};
use huashu_engine::{Fate, Hurdle, render};

/// What follows the name of a push; nothing where its flow began, which is told behind it.
pub(super) fn fate(program: &Program, fate: Fate, spelling: Spelling) -> String {
    match fate {
        Fate::Sent => String::new(),
        Fate::Opens(at) => {
            let at = render::value(program, &Value::DateTime(at), &Type::DateTime);
            let to = say(spelling, "排队到", "queued until");
            format!(" {to} {at} · {}", word("send_window", spelling))
        }
        Fate::Waits => format!(" {} · {}", say(spelling, "排队", "queued"), word("if_busy", spelling)),
        Fate::Dropped(hurdle) => {
            format!(" {} · {}", say(spelling, "不发", "not sent"), why(hurdle, spelling))
        }
    }
}

fn why(hurdle: Hurdle, spelling: Spelling) -> &'static str {
    match hurdle {
        Hurdle::Duplicate => say(spelling, "重复", "duplicate"),
        Hurdle::Audience => word("audience", spelling),
        Hurdle::Window => word("send_window", spelling),
        Hurdle::Cap => word("frequency_cap", spelling),
        Hurdle::Busy => word("if_busy", spelling),
        Hurdle::Expired => say(spelling, "过期", "expired"),
        Hurdle::Channel => word("channel_order", spelling),
    }
}

fn say(spelling: Spelling, zh: &'static str, en: &'static str) -> &'static str {
    match spelling {
        Spelling::Chinese => zh,
        Spelling::English => en,
    }
}
