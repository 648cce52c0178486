//! 问答: questions with their answer, written in place or in a file.

use super::scope::Scope;
use super::table::cell_span;
use super::{Checker, Files};
use crate::ast::{self, ButtonsKind, TemplatePart};
use crate::csv;
use crate::diagnostic::{Code, Diagnostic, Lang, Message};
use crate::keywords::Family;
use crate::program::{Buttons, Faq, Text};
use crate::source::{Name, SourceId, Span, Spanned};
use crate::value::{Type, Value};
use jiff::civil::Date;

/// The columns that a file of questions must have.
const NEEDED: [&str; 2] = ["fc_questions", "fc_answer"];

impl Checker<'_> {
    /// A question with its answer.
    pub(crate) fn faq(&self, faq: &ast::Faq) -> Faq {
        let scope = Scope::default();
        if faq.answer.is_none() {
            let name = &faq.name;
            self.error(
                "E0501",
                name.span,
                format!("问答“{}”没有答。", name.node),
                format!("FAQ \"{}\" has no answer.", name.node),
            );
        }
        let answer = faq.answer.clone().unwrap_or_default();
        Faq {
            name: faq.name.node.clone(),
            questions: faq.questions.iter().map(|q| q.node.clone()).collect(),
            answer: self.text(&scope, &answer),
            image: faq.image.as_ref().map(|i| self.image(&scope, i)),
            buttons: faq.buttons.as_ref().and_then(|b| self.suggestions(&scope, b)),
            valid: faq.valid.as_ref().and_then(|(from, to)| Some((self.date(from)?, self.date(to)?))),
            channels: Vec::new(),
            span: faq.name.span,
        }
    }

    fn date(&self, e: &ast::Expr) -> Option<Date> {
        match self.constant(e, &Type::Date)? {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    /// 问答 来自 "x.csv" or "x.xlsx": one question a row.
    pub(crate) fn faqs_from(&self, files: &Files<'_>, path: &Spanned<String>) -> Vec<Faq> {
        let Some((source, text)) = self.data_file(files, path) else { return Vec::new() };
        let Some(rows) = self.sheet(source, text) else { return Vec::new() };
        let mut rows = rows.into_iter();
        let Some(head) = rows.next() else {
            self.error(
                "E0423",
                path.span,
                format!("文件“{}”是空的；第一行要写列名，至少有 {}。", path.node, needed(Lang::Zh)),
                format!(
                    "\"{}\" is empty; its first row names the columns, at least {}.",
                    path.node,
                    needed(Lang::En)
                ),
            );
            return Vec::new();
        };
        if !self.columns(source, &head) {
            return Vec::new();
        }
        rows.map(|row| self.faq_row(source, &head, &row)).collect()
    }

    /// Whether the first row names what is needed; reports every name that is no column, or stands twice.
    fn columns(&self, source: SourceId, head: &[csv::Cell]) -> bool {
        let id = |cell: &csv::Cell| Family::FaqColumn.id(cell.text.trim());
        for (i, cell) in head.iter().enumerate().filter(|(_, cell)| !cell.text.trim().is_empty()) {
            let name = cell.text.trim();
            let span = cell_span(source, cell);
            if id(cell).is_none() {
                let message = Message::new(
                    format!("{}：没有“{name}”这一列。", cell.name),
                    format!("{}: There is no column \"{name}\".", cell.name),
                );
                let lang = if name.is_ascii() { Lang::En } else { Lang::Zh };
                let known = Family::FaqColumn.rows().map(|k| k.spelling(lang));
                self.report(self.suggest(Diagnostic::new(Code("E0423"), span, message), name, known));
            } else if head.get(..i).unwrap_or_default().iter().any(|before| id(before) == id(cell)) {
                self.error(
                    "E0423",
                    span,
                    format!("{}：“{name}”这一列写了两次。", cell.name),
                    format!("{}: The column \"{name}\" stands here twice.", cell.name),
                );
            }
        }
        let unknown = head.iter().any(|cell| !cell.text.trim().is_empty() && id(cell).is_none());
        let missing: Vec<&str> =
            NEEDED.into_iter().filter(|column| !head.iter().any(|cell| id(cell) == Some(column))).collect();
        if let Some(first) = head.first().filter(|_| !missing.is_empty() && !unknown) {
            let shown = |lang| {
                missing.iter().filter_map(|id| crate::keywords::get(id)).map(move |k| k.spelling(lang))
            };
            self.error(
                "E0423",
                cell_span(source, first),
                format!("第一行少了 {} 这一列。", shown(Lang::Zh).collect::<Vec<_>>().join("、")),
                format!("The first row lacks the column {}.", shown(Lang::En).collect::<Vec<_>>().join(", ")),
            );
        }
        missing.is_empty()
    }

    /// The rows of a data file; none where a quote is never closed, which is reported.
    pub(crate) fn sheet(&self, source: SourceId, text: &str) -> Option<Vec<Vec<csv::Cell>>> {
        let sheet = csv::read(text);
        if let Some(quote) = sheet.unclosed.and_then(|at| u32::try_from(at).ok()) {
            self.error(
                "E0104",
                Span { source, start: quote, end: quote + 1 },
                "这一格的引号没有收尾，后面的都算在这一格里了。",
                "The quote of this cell is not closed; all that follows counts as this cell.",
            );
            return None;
        }
        Some(sheet.rows)
    }

    fn faq_row(&self, source: SourceId, head: &[csv::Cell], row: &[csv::Cell]) -> Faq {
        let cell = |id: &str| {
            let at = head.iter().position(|c| Family::FaqColumn.id(c.text.trim()) == Some(id))?;
            row.get(at).filter(|c| !c.text.trim().is_empty())
        };
        let words = |id: &str| cell(id).map(|c| c.text.trim().to_owned()).unwrap_or_default();
        let template = |c: &csv::Cell| self.template(&Scope::default(), &template_of(source, c));
        let answer = cell("fc_answer").map(template).into_iter().collect();
        let span = row.first().map(|c| cell_span(source, c)).unwrap_or_default();
        let text = Text { variants: answer, lines: Vec::new(), special: Vec::new(), span };
        self.complete(source, head, row);
        let questions: Vec<String> =
            words("fc_questions").lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
        let title = Some(words("fc_title")).filter(|title| !title.is_empty());
        Faq {
            name: title.or_else(|| questions.first().cloned()).unwrap_or_default(),
            questions,
            answer: self.add_text(text),
            image: cell("fc_image").map(|c| crate::program::ImageSource::Address(template(c))),
            buttons: cell("fc_buttons").map(|c| {
                Buttons::Words(split(source, c).iter().map(|c| self.template(&Scope::default(), c)).collect())
            }),
            valid: self.validity(source, cell("fc_valid_from"), cell("fc_valid_to")),
            channels: cell("fc_channel").map(|c| self.csv_channels(source, c)).unwrap_or_default(),
            span,
        }
    }

    /// Reports a row that lacks what is needed, or has a text below no column.
    fn complete(&self, source: SourceId, head: &[csv::Cell], row: &[csv::Cell]) {
        for (i, column) in head.iter().enumerate() {
            let needed = Family::FaqColumn.id(column.text.trim()).filter(|id| NEEDED.contains(id));
            let cell = row.get(i).filter(|cell| !cell.text.trim().is_empty());
            if needed.is_none() || cell.is_some() {
                continue;
            }
            let name = column.text.trim();
            let place = row.get(i).or(row.first());
            let number = place.map_or("", |c| c.name.trim_start_matches(|c: char| c.is_ascii_alphabetic()));
            let at = format!("{}{number}", column.name.trim_end_matches(|c: char| c.is_ascii_digit()));
            self.error(
                "E0423",
                place.map(|c| cell_span(source, c)).unwrap_or_default(),
                format!("{at}：这一行没有“{name}”。"),
                format!("{at}: This row has no \"{name}\"."),
            );
        }
        let no_name = |i: usize| head.get(i).is_none_or(|column| column.text.trim().is_empty());
        let extra = row.iter().enumerate().find(|(i, cell)| no_name(*i) && !cell.text.trim().is_empty());
        if let Some((_, cell)) = extra {
            let name = &cell.name;
            self.error(
                "E0423",
                cell_span(source, cell),
                format!("{name}：这一格上面没有列名；格子里有逗号的话，整格放进引号。"),
                format!("{name}: No column is named above this cell; a cell with a comma stands in quotes."),
            );
        }
    }

    /// From when to when an answer holds; with one of the two dates, from or up to it.
    fn validity(
        &self,
        source: SourceId,
        from: Option<&csv::Cell>,
        to: Option<&csv::Cell>,
    ) -> Option<(Date, Date)> {
        let date = |cell: Option<&csv::Cell>, open: Date| match cell {
            Some(cell) => self.csv_date(source, cell),
            None => Some(open),
        };
        let (first, last) = (date(from, Date::MIN), date(to, Date::MAX));
        (from.is_some() || to.is_some()).then(|| first.zip(last)).flatten()
    }

    fn csv_date(&self, source: SourceId, cell: &csv::Cell) -> Option<Date> {
        let text = cell.text.trim().trim_end_matches('日').replace(['/', '年', '月', '.'], "-");
        let mut parts = text.split('-').map(str::parse::<i16>);
        let date = match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) if year >= 1000 => {
                let small = |n: i16| i8::try_from(n).ok();
                small(month).zip(small(day)).and_then(|(month, day)| Date::new(year, month, day).ok())
            }
            _ => None,
        };
        if date.is_none() {
            let (name, written) = (&cell.name, cell.text.trim());
            self.error(
                "E0423",
                cell_span(source, cell),
                format!("{name}：这里要日期，比如 2026-10-01，不是“{written}”。"),
                format!("{name}: A date is asked for here, such as 2026-10-01, not \"{written}\"."),
            );
        }
        date
    }

    fn csv_channels(&self, source: SourceId, cell: &csv::Cell) -> Vec<u16> {
        let names = cell.text.split(['、', ',', '，']).map(str::trim).filter(|n| !n.is_empty());
        names.filter_map(|n| self.channel(&Name::new(n.to_owned(), cell_span(source, cell)))).collect()
    }
}

/// The names of the columns that are needed.
fn needed(lang: Lang) -> String {
    let words = NEEDED.iter().filter_map(|id| crate::keywords::get(id)).map(|k| k.spelling(lang));
    words.collect::<Vec<_>>().join(if lang == Lang::Zh { "、" } else { ", " })
}

/// The labels of a cell, joined by 、.
fn split(source: SourceId, cell: &csv::Cell) -> Vec<ast::Template> {
    let span = cell_span(source, cell);
    let labels = cell.text.split('、').map(str::trim).filter(|l| !l.is_empty());
    labels.map(|l| ast::Template { parts: parts(l, span), span }).collect()
}

fn template_of(source: SourceId, cell: &csv::Cell) -> ast::Template {
    let span = cell_span(source, cell);
    ast::Template { parts: parts(cell.text.trim(), span), span }
}

/// The words and holes of a cell.
fn parts(text: &str, span: Span) -> Vec<TemplatePart> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once('{') {
        let Some((hole, after)) = inside.split_once('}') else { break };
        if !before.is_empty() {
            parts.push(TemplatePart::Text(before.to_owned()));
        }
        let (path, filter) = hole.split_once('|').map_or((hole, None), |(p, f)| (p, Some(f)));
        let name = |n: &str| Name::new(n.trim().to_owned(), span);
        parts.push(TemplatePart::Hole(path.split('.').map(name).collect(), filter.map(name)));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(TemplatePart::Text(rest.to_owned()));
    }
    parts
}

/// Whether buttons are texts that are sent as the customer's words.
pub(crate) fn is_words(kind: &ButtonsKind) -> bool {
    matches!(kind, ButtonsKind::Fixed(buttons) if buttons.iter().all(|b| matches!(b, ast::Button::Text(_))))
}
