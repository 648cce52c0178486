//! What an operator types in the terminal: words of the customer, a button's number, or a command.

use crate::duration;
use huashu_dsl::value::Millis;

/// A line that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Nothing.
    Nothing,
    /// The customer's words.
    Words(String),
    /// The button with this number, from 1.
    Press(usize),
    /// A command.
    Command(Command),
    /// No command; what is wrong with it.
    Wrong(String),
}

/// A command of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `/why`
    Why,
    /// `/slots`
    Slots,
    /// `/time +2h`
    Time(Millis),
    /// `/photo a.jpg b.jpg`
    Photo(Vec<String>),
    /// `/event 名 {…}`: the name, and the record as written.
    Event(String, String),
    /// `/back`
    Back,
    /// `/new`
    New,
    /// `/help`
    Help,
    /// `/quit`
    Quit,
}

/// What `/help` says: what is typed, and what it does.
pub const HELP: &[(&str, &str)] = &[
    ("直接打字", "就是顾客在说话；打按钮前的数字就是点按钮"),
    ("/why", "上一句为什么这样理解，走了哪些步骤"),
    ("/slots", "现在记着哪些信息"),
    ("/time +2h", "把会话的钟往前拨（+10m、+2h、+1d，或 10 分钟、2 小时、1 天），到时候的提醒会来"),
    ("/photo 图.jpg", "发图片，可以一次写几张"),
    ("/event 名 {字段: 值}", "店里发生一件事，如 /event 订单.申请退货 {订单号: \"1234567890123456789\"}"),
    ("/say 3", "原样说出后面的话，比如真的要说数字 3"),
    ("/back", "人工把会话交还给机器人"),
    ("/new", "开一个新会话"),
    ("/quit", "退出，也可以按 Ctrl-D；再来时加上 --resume 接着聊"),
];

/// Reads a line. `buttons` is how many buttons are on display.
///
/// A bare number presses the button of that number, also where the question wants a number: what is on display can be pressed. A number
/// beyond the buttons is the customer's words; `/say 3` says a small one.
#[must_use]
pub fn read(line: &str, buttons: usize) -> Typed {
    let line = line.trim();
    if let Some(command) = line.strip_prefix('/') {
        return command_of(command);
    }
    let number = plain_number(line).filter(|n| (1..=buttons).contains(n));
    match number {
        Some(number) => Typed::Press(number),
        None if line.is_empty() => Typed::Nothing,
        None => Typed::Words(line.to_owned()),
    }
}

fn command_of(text: &str) -> Typed {
    let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    let command = match name {
        "why" | "为什么" => Command::Why,
        "slots" | "信息" => Command::Slots,
        "time" | "时间" => match duration::parse(rest) {
            Some(length) => Command::Time(length),
            None => return Typed::Wrong("写成 /time +10m、/time +2h 或 /time 1 天".into()),
        },
        "photo" | "图片" if !rest.is_empty() => {
            Command::Photo(rest.split_whitespace().map(str::to_owned).collect())
        }
        "photo" | "图片" => return Typed::Wrong("写成 /photo 图.jpg".into()),
        "event" | "事件" => return event_of(rest),
        "say" | "说" if !rest.is_empty() => return Typed::Words(rest.to_owned()),
        "back" | "交还" => Command::Back,
        "new" | "新会话" => Command::New,
        "help" | "帮助" | "?" => Command::Help,
        "quit" | "exit" | "q" | "退出" => Command::Quit,
        _ => return Typed::Wrong(format!("没有 /{name} 这个命令，/help 看有哪些")),
    };
    Typed::Command(command)
}

fn event_of(text: &str) -> Typed {
    let end = text.find(|c: char| c.is_whitespace() || c == '{' || c == '｛').unwrap_or(text.len());
    let (name, record) = text.split_at_checked(end).unwrap_or((text, ""));
    if name.is_empty() {
        return Typed::Wrong("写成 /event 订单.申请退货 {订单号: \"…\"}".into());
    }
    Typed::Command(Command::Event(name.to_owned(), record.trim().to_owned()))
}

/// A number without sign, in half- or full-width digits, with nothing around it.
fn plain_number(text: &str) -> Option<usize> {
    let digit = |c: char| {
        c.to_digit(10).or_else(|| ('０'..='９').position(|d| d == c).and_then(|n| u32::try_from(n).ok()))
    };
    if text.is_empty() || text.chars().count() > 3 {
        return None;
    }
    text.chars().try_fold(0, |sum, c| Some(sum * 10 + usize::try_from(digit(c)?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Command, Typed, read};
    use huashu_dsl::value::Millis;

    #[test]
    fn lines_are_words_presses_or_commands() {
        let words = |w: &str| Typed::Words(w.into());
        let cases = [
            ("  ", Typed::Nothing),
            ("我要退货", words("我要退货")),
            ("2", Typed::Press(2)),
            ("２", Typed::Press(2)),
            ("4", words("4")),
            ("0", words("0")),
            ("165", words("165")),
            ("/say 2", words("2")),
            ("/time +2h", Typed::Command(Command::Time(Millis(7_200_000)))),
            ("/时间 1 天", Typed::Command(Command::Time(Millis(86_400_000)))),
            ("/photo a.jpg b.jpg", Typed::Command(Command::Photo(vec!["a.jpg".into(), "b.jpg".into()]))),
            (
                "/event 订单.申请退货 {订单号: \"1\"}",
                Typed::Command(Command::Event("订单.申请退货".into(), "{订单号: \"1\"}".into())),
            ),
            (
                "/event 促销.开始{代号: \"x\"}",
                Typed::Command(Command::Event("促销.开始".into(), "{代号: \"x\"}".into())),
            ),
            ("/quit", Typed::Command(Command::Quit)),
        ];
        for (line, typed) in cases {
            assert_eq!(read(line, 3), typed, "{line}");
        }
    }

    #[test]
    fn a_wrong_command_says_how_it_is_written() {
        for (line, says) in [
            ("/tme", "/tme"),
            ("/time 明天", "/time +10m"),
            ("/photo", "/photo 图.jpg"),
            ("/event", "/event"),
        ] {
            assert!(matches!(read(line, 0), Typed::Wrong(why) if why.contains(says)), "{line}");
        }
    }
}
