//! A page of `docs/errors` laid out for a terminal: one language, wrapped lines, examples without their fences.

use crate::terminal::width::wrap;
use huashu_dsl::Lang;
use huashu_dsl::render::Color;

/// What colours, or does not.
#[derive(Clone, Copy)]
pub(super) struct Pen(Color);

impl Pen {
    pub(super) fn new(color: Color) -> Self {
        Self(color)
    }

    fn paint(self, style: &str, text: &str) -> String {
        match self.0 {
            Color::Never => text.to_owned(),
            Color::Always => format!("\u{1b}[{style}m{text}\u{1b}[0m"),
        }
    }

    pub(super) fn heading(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(super) fn code(self, text: &str) -> String {
        self.paint("36", text)
    }

    /// A line in which backticks begin and end code; `inside` says whether it begins in code.
    fn line(self, text: &str, inside: &mut bool) -> String {
        if self.0 == Color::Never {
            return text.to_owned();
        }
        let mut line = String::new();
        for (i, part) in text.split('`').enumerate() {
            *inside ^= i > 0;
            line.push_str(&if *inside { self.code(part) } else { part.to_owned() });
        }
        line
    }
}

/// The part of a page in one language, and its examples.
pub(super) fn show(markdown: &str, lang: Lang, color: Color, width: usize) -> String {
    let mut out = Shown { pen: Pen::new(color), width, text: String::new(), paragraph: String::new() };
    let code = markdown.get(2..7).unwrap_or_default();
    let mut part = Part::Chinese;
    let mut fenced = false;
    for line in markdown.lines() {
        if let Some(fence) = line.strip_prefix("```") {
            fenced = !fenced;
            out.fence(if fenced { fence } else { "" });
        } else if fenced {
            out.push(&format!("    {line}"));
        } else if let Some(title) = line.strip_prefix("# ") {
            if lang == Lang::Zh {
                out.heading(title);
            }
        } else if let Some(title) = line.strip_prefix("## English: ") {
            part = Part::English;
            if lang == Lang::En {
                out.heading(&format!("{code} {title}"));
            }
        } else if let Some(title) = line.strip_prefix("## ") {
            part = Part::Both;
            out.end_paragraph();
            out.heading(one_of(title, " · ", lang));
        } else if part.is_in(lang) {
            out.prose(if part == Part::Both { one_of(line, " / ", lang) } else { line });
        }
    }
    out.end_paragraph();
    format!("{}\n", out.text.trim_matches('\n'))
}

/// Who reads a part of a page.
#[derive(PartialEq)]
enum Part {
    Chinese,
    English,
    Both,
}

impl Part {
    fn is_in(&self, lang: Lang) -> bool {
        match self {
            Self::Chinese => lang == Lang::Zh,
            Self::English => lang == Lang::En,
            Self::Both => true,
        }
    }
}

/// `中文 · English`, one of the two.
fn one_of<'t>(text: &'t str, between: &str, lang: Lang) -> &'t str {
    match (text.split_once(between), lang) {
        (Some((zh, _)), Lang::Zh) => zh,
        (Some((_, en)), Lang::En) => en,
        (None, _) => text,
    }
}

struct Shown {
    pen: Pen,
    width: usize,
    text: String,
    paragraph: String,
}

impl Shown {
    fn push(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn heading(&mut self, title: &str) {
        let heading = self.pen.heading(title);
        self.push(&heading);
    }

    /// What stands behind a fence: of a file of its own, only its name is worth a line.
    fn fence(&mut self, words: &str) {
        self.end_paragraph();
        if let Some(file) = words.split_whitespace().find_map(|word| word.strip_prefix("file=")) {
            let file = self.pen.code(file);
            self.push(&format!("  {file}"));
        }
    }

    /// A line of a paragraph, which a blank line or a list item ends.
    fn prose(&mut self, line: &str) {
        if line.is_empty() || line.starts_with("* ") {
            self.end_paragraph();
        }
        if line.is_empty() {
            self.text.push_str(if self.text.ends_with("\n\n") { "" } else { "\n" });
            return;
        }
        let is_wide = |c: Option<char>| c.is_none_or(|c| !c.is_ascii());
        if !is_wide(self.paragraph.chars().next_back()) || !is_wide(line.chars().next()) {
            self.paragraph.push(' ');
        }
        self.paragraph.push_str(line);
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        let (mark, hang, words) = match paragraph.trim().strip_prefix("* ") {
            Some(item) => ("· ", "  ", item),
            None => ("", "", paragraph.trim()),
        };
        let mut inside = false;
        let lines = if words.is_empty() { Vec::new() } else { wrap(words, self.width - hang.len()) };
        for (i, line) in lines.iter().enumerate() {
            let line = self.pen.line(line, &mut inside);
            self.push(&format!("{}{line}", if i == 0 { mark } else { hang }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::show;
    use huashu_dsl::Lang;
    use huashu_dsl::render::Color;

    const PAGE: &str = "# E0201 没有这个步骤\n\n`转到 X` 里的 X 要是步骤。\n\n* 一\n* 二\n\n## English: undefined step\n\nThe X of `goto X`\nmust be a step.\n\n\
         ## 写错的 · Failing\n\n少了一步。 / A step is missing.\n\n```flow error=E0201 step\n转到 甲\n```\n\n```csv file=flows/档.csv\na,b\n```\n";

    #[test]
    fn a_page_is_shown_in_one_language_without_its_marks() {
        assert_eq!(
            show(PAGE, Lang::Zh, Color::Never, 80),
            "E0201 没有这个步骤\n\n`转到 X` 里的 X 要是步骤。\n\n· 一\n· 二\n\n写错的\n\n少了一步。\n\n    转到 甲\n\n  flows/档.csv\n    a,b\n"
        );
        assert_eq!(
            show(PAGE, Lang::En, Color::Never, 12),
            "E0201 undefined step\n\nThe X of\n`goto X`\nmust be a\nstep.\n\nFailing\n\nA step is\nmissing.\n\n    转到 甲\n\n  flows/档.csv\n    a,b\n"
        );
    }

    #[test]
    fn code_is_coloured_instead_of_quoted() {
        let shown = show(PAGE, Lang::Zh, Color::Always, 80);
        assert!(shown.contains("\u{1b}[36m转到 X\u{1b}[0m 里的"), "{shown}");
        assert!(!shown.contains('`'), "{shown}");
    }
}
