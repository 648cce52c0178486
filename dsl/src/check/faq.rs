//! 问答: questions with their answer, written in place or in a file.

use super::scope::Scope;
use super::table::cell_span;
use super::{Checker, Files};
use crate::ast::{self, ButtonsKind, TemplatePart};
use crate::csv;
use crate::diagnostic::Lang;
use crate::keywords::Family;
use crate::program::{Buttons, Faq, Text};
use crate::source::{Name, SourceId, Span, Spanned};
use crate::value::{Type, Value};
use jiff::civil::Date;

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

    /// 问答 来自 "x.csv": one question a line.
    pub(crate) fn faqs_from(&self, files: &Files<'_>, path: &Spanned<String>) -> Vec<Faq> {
        let Some((source, text)) = self.data_file(files, path) else { return Vec::new() };
        let mut rows = csv::rows(text).into_iter();
        let head = rows.next().unwrap_or_default();
        for name in head.iter().filter(|c| Family::FaqColumn.row(c.text.trim()).is_none()) {
            let all = |lang| Family::FaqColumn.rows().map(move |k| k.spelling(lang)).collect::<Vec<_>>();
            self.error(
                "E0423",
                cell_span(source, name),
                format!("没有“{}”这一列；可以有 {}。", name.text, all(Lang::Zh).join("、")),
                format!("There is no column \"{}\"; there may be {}.", name.text, all(Lang::En).join(", ")),
            );
        }
        rows.map(|row| self.faq_row(source, &head, &row)).collect()
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
        if text.variants.is_empty() {
            self.error("E0423", span, "这一行没有答。", "This row has no answer.");
        }
        let dates = cell("fc_valid_from").zip(cell("fc_valid_to"));
        Faq {
            name: words("fc_title"),
            questions: words("fc_questions")
                .lines()
                .map(|l| l.trim().to_owned())
                .filter(|l| !l.is_empty())
                .collect(),
            answer: self.add_text(text),
            image: cell("fc_image").map(|c| crate::program::ImageSource::Address(template(c))),
            buttons: cell("fc_buttons").map(|c| {
                Buttons::Words(split(source, c).iter().map(|c| self.template(&Scope::default(), c)).collect())
            }),
            valid: dates.and_then(|(a, b)| Some((self.csv_date(source, a)?, self.csv_date(source, b)?))),
            channels: cell("fc_channel").map(|c| self.csv_channels(source, c)).unwrap_or_default(),
            span,
        }
    }

    fn csv_date(&self, source: SourceId, cell: &csv::Cell) -> Option<Date> {
        let date = cell.text.trim().parse().ok();
        if date.is_none() {
            self.error(
                "E0423",
                cell_span(source, cell),
                "这里要日期，比如 2026-10-01。",
                "A date is asked for here, such as 2026-10-01.",
            );
        }
        date
    }

    fn csv_channels(&self, source: SourceId, cell: &csv::Cell) -> Vec<u16> {
        let names = cell.text.split(['、', ',', '，']).map(str::trim).filter(|n| !n.is_empty());
        names.filter_map(|n| self.channel(&Name::new(n.to_owned(), cell_span(source, cell)))).collect()
    }
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
