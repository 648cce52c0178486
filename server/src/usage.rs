//! What is wrong with a command line, in a sentence with what to type instead.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The sentence for a command line that cannot be read; Chinese first, English behind it.
#[must_use]
pub fn sentence(error: &clap::Error) -> String {
    let one = |kind| told(error, kind).into_iter().next();
    // Of several the last is the nearest.
    let near = |kind| told(error, kind).pop();
    let argument = one(ContextKind::InvalidArg).unwrap_or_default();
    let value = one(ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = one(ContextKind::InvalidSubcommand).unwrap_or_default();
            let (zh, en) = meant(near(ContextKind::SuggestedSubcommand));
            let rest = if zh.is_empty() {
                "，有 check、explain、fmt、convert、schema、chat、test、graph、demo-shop".to_owned()
            } else {
                zh
            };
            format!("没有“{name}”这个命令{rest} (no such command{en})")
        }
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            let (zh, en) = meant(near(ContextKind::SuggestedArg));
            format!("没有“{argument}”这个选项{zh} (no such option{en})")
        }
        ErrorKind::UnknownArgument => format!("多写了“{argument}”，这里只要一个 (one too many)"),
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("“{argument}”后面还要写一个值 (a value is missing)")
        }
        ErrorKind::InvalidValue => {
            let known = told(error, ContextKind::ValidValue);
            format!("“{argument}”不能写“{value}”，可以写：{} (no such value)", known.join("、"))
        }
        ErrorKind::ValueValidation => {
            format!("“{argument}”这里写“{value}”读不懂 (not a value of this option)")
        }
        ErrorKind::ArgumentConflict => {
            format!("“{argument}”只能写一次，或不能和别的一起写 (given twice, or not with others)")
        }
        ErrorKind::MissingRequiredArgument => {
            format!("还要写：{} (missing)", told(error, ContextKind::InvalidArg).join(" "))
        }
        ErrorKind::InvalidUtf8 => "命令行里有不是 UTF-8 的字 (not UTF-8)".into(),
        _ => error.to_string(),
    }
}

/// The lines for a command line that cannot be read: the sentence, how the command is written, and where more is said.
#[must_use]
pub fn explain(error: &clap::Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let usage = usage
        .lines()
        .next()
        .and_then(|line| line.split_once(": "))
        .map(|(_, usage)| format!("用法：{usage}\n"));
    format!("huashu: {}\n\n{}huashu --help 看说明 (for more)\n", sentence(error), usage.unwrap_or_default())
}

fn meant(near: Option<String>) -> (String, String) {
    near.map(|near| (format!("，是不是“{near}”？"), format!("; did you mean `{near}`?"))).unwrap_or_default()
}

fn told(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(all)) => all.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::sentence;
    use crate::cli::Cli;
    use clap::Parser;

    #[test]
    fn a_wrong_command_line_is_told_in_chinese_with_what_was_meant() {
        let cases: &[(&[&str], &str)] = &[
            (&["chatt"], "没有“chatt”这个命令，是不是“chat”？ (no such command; did you mean `chat`?)"),
            (&["chekc"], "没有“chekc”这个命令，是不是“check”？ (no such command; did you mean `check`?)"),
            (
                &["serve"],
                "没有“serve”这个命令，有 check、explain、fmt、convert、schema、chat、test、graph、demo-shop (no such command)",
            ),
            (
                &["check", "--langg", "zh"],
                "没有“--langg”这个选项，是不是“--lang”？ (no such option; did you mean `--lang`?)",
            ),
            (&["check", "--zzz"], "没有“--zzz”这个选项 (no such option)"),
            (&["chat", "--customer"], "“--customer <顾客号>”后面还要写一个值 (a value is missing)"),
            (&["check", "--lang", "fr"], "“--lang <语言>”不能写“fr”，可以写：zh、en (no such value)"),
            (
                &["demo-shop", "--port", "abc"],
                "“--port <端口>”这里写“abc”读不懂 (not a value of this option)",
            ),
            (&["check", "a", "b"], "多写了“b”，这里只要一个 (one too many)"),
            (
                &["check", "--lang", "zh", "--lang", "en"],
                "“--lang <语言>”只能写一次，或不能和别的一起写 (given twice, or not with others)",
            ),
        ];
        for (words, said) in cases {
            let error = Cli::try_parse_from(std::iter::once(&"huashu").chain(*words)).err();
            assert_eq!(error.as_ref().map(sentence).as_deref(), Some(*said), "{words:?}");
        }
    }
}
