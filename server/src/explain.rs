//! `huashu explain`: the pages of `docs/errors`, on the terminal.

use crate::check::{Report, Verdict, color};
use crate::cli;
use crate::terminal::width;
use huashu_dsl::render::Color;
use huashu_dsl::render::sarif::Help;
use huashu_dsl::suggest::nearest;
use huashu_dsl::{Code, Lang, codes};
use std::fmt::Write as _;

mod page;

/// The pages: code and Markdown, in the order of the alphabet.
const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// A code that huashu does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoSuchCode {
    /// What was asked for.
    pub asked: String,
    /// The nearest that there is.
    pub near: Option<&'static str>,
}

impl std::fmt::Display for NoSuchCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let asked = &self.asked;
        match self.near {
            Some(near) => {
                write!(f, "没有“{asked}”这一条，是不是 {near}？ (no such code; did you mean {near}?)")
            }
            None => write!(
                f,
                "没有“{asked}”这一条，huashu explain 列出全部 (no such code; huashu explain lists them all)"
            ),
        }
    }
}

impl std::error::Error for NoSuchCode {}

/// The page of the code that is asked for, or the list of all codes.
///
/// # Errors
/// Where there is no such code.
pub fn explain(asked: &cli::Explain) -> Result<Report, NoSuchCode> {
    let (lang, color) = (asked.lang.into(), color(asked.color));
    let text = match &asked.code {
        Some(code) => page::show(find(code)?, lang, color, width::of_terminal().min(WIDEST)),
        None => list(lang, color),
    };
    Ok(Report { text, verdict: Verdict::Passed })
}

/// Longer lines are hard to read.
const WIDEST: usize = 100;

/// The page of a code, in Markdown; none for a code that has none.
#[must_use]
pub fn markdown(code: Code) -> Option<&'static str> {
    PAGES.iter().find(|(name, _)| *name == code.0).map(|(_, page)| *page)
}

/// The page of a code as the help of a rule: in one language as text, in both as Markdown.
#[must_use]
pub fn help(code: Code, lang: Lang) -> Option<Help> {
    let markdown = markdown(code)?;
    Some(Help { text: page::show(markdown, lang, Color::Never, WIDEST), markdown: markdown.to_owned() })
}

/// The page of what was typed: `E0301`, `e0301`, `0301` or `301`.
fn find(typed: &str) -> Result<&'static str, NoSuchCode> {
    let upper = typed.trim().to_ascii_uppercase();
    let digits = upper.trim_start_matches(['E', 'W']);
    let same = |name: &str| {
        let own = name.get(1..).unwrap_or_default();
        name == upper || (digits == upper && (own == digits || own.trim_start_matches('0') == digits))
    };
    let found = PAGES.iter().find(|(name, _)| same(name));
    found.map(|(_, page)| *page).ok_or_else(|| NoSuchCode { asked: typed.to_owned(), near: near(&upper) })
}

/// The code with the same digits and the other letter, or the nearest.
fn near(typed: &str) -> Option<&'static str> {
    let names = || PAGES.iter().map(|(name, _)| *name);
    let digits = typed.get(1..).filter(|digits| !digits.is_empty());
    names().find(|name| name.get(1..) == digits).or_else(|| nearest(typed, names()))
}

/// Every code that has a page, in groups, with its title.
fn list(lang: Lang, color: Color) -> String {
    let bold = page::Pen::new(color);
    let mut text = String::new();
    let mut group = None;
    for code in codes::all().filter(|code| markdown(*code).is_some()) {
        let title = codes::title(code, lang).unwrap_or_default();
        if codes::group(code, lang) != group {
            group = codes::group(code, lang);
            let gap = if text.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{gap}{}", bold.heading(group.unwrap_or_default()));
        }
        let _ = writeln!(text, "  {}  {title}", bold.code(code.0));
    }
    text.push_str(match lang {
        Lang::Zh => "\nhuashu explain E0201 看一条的说明和例子。\n",
        Lang::En => "\nhuashu explain E0201 --lang en shows one with its examples.\n",
    });
    text
}

#[cfg(test)]
mod tests {
    use super::{PAGES, find, list, markdown};
    use huashu_dsl::render::Color;
    use huashu_dsl::{Code, Lang};

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        for typed in ["E0201", "e0201", "0201", "201", " E0201 "] {
            assert_eq!(find(typed).ok(), markdown(Code("E0201")), "{typed}");
        }
    }

    #[test]
    fn an_unknown_code_is_told_with_the_nearest() {
        for (typed, near) in
            [("W0201", Some("E0201")), ("E0021", Some("E0001")), ("转到", None), ("E", None), ("", None)]
        {
            assert_eq!(find(typed).err().map(|e| e.near), Some(near), "{typed}");
        }
        assert!(find("x").is_err_and(|e| e.to_string().contains("huashu explain")));
    }

    #[test]
    fn the_list_names_every_page_with_its_group() {
        for (lang, group) in [(Lang::Zh, "走法\n"), (Lang::En, "routing\n")] {
            let list = list(lang, Color::Never);
            assert!(list.contains(group), "{list}");
            assert!(PAGES.iter().all(|(code, _)| list.contains(code)), "{list}");
        }
    }
}
