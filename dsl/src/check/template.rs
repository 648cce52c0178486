//! Templates: text with holes, each a place and a filter that suits its type.

use super::privacy::is_personal;
use super::scope::Scope;
use super::types::is_unknown;
use super::{Checker, path_span};
use crate::ast::{self, TemplatePart};
use crate::diagnostic::{Code, Diagnostic, Message};
use crate::keywords::Family;
use crate::program::{Expr, Filter, Hole, ImageSource, Part, Template, TypeId};
use crate::source::Name;
use crate::value::{MediaKind, Type};

impl Checker<'_> {
    /// A text with its holes resolved.
    pub(crate) fn template(&self, scope: &Scope<'_>, template: &ast::Template) -> Template {
        let part = |part: &TemplatePart| match part {
            TemplatePart::Text(text) => Part::Text(text.clone()),
            TemplatePart::Hole(path, filter) => Part::Hole(self.hole(scope, path, filter.as_ref())),
        };
        Template { parts: template.parts.iter().map(part).collect() }
    }

    fn hole(&self, scope: &Scope<'_>, path: &ast::Path, filter: Option<&Name>) -> Hole {
        let found = self.place(scope, path);
        let named = filter;
        let filter = filter.and_then(|name| self.filter(name, &found.ty));
        if named.is_some() == filter.is_some() {
            self.shown_too_much(scope, path, named.zip(filter));
        }
        let personal = is_personal(&found.ty);
        Hole { value: Expr::Read(found.place), filter, personal, written: written(path) }
    }

    fn filter(&self, name: &Name, ty: &Type) -> Option<Filter> {
        let Some((filter, suits)) = filter(&name.node) else {
            let message = Message::new(
                format!("没有写法“{}”。", name.node),
                format!("There is no filter \"{}\".", name.node),
            );
            let known = Family::Filter.rows().filter_map(|k| k.zh);
            self.report(self.suggest(Diagnostic::new(Code("E0404"), name.span, message), &name.node, known));
            return None;
        };
        let masks = matches!(filter, Filter::Masked | Filter::ReadBack | Filter::Raw);
        let fits = suits.contains(ty.required()) || masks && (self.is_text(ty) || *ty.required() == ADDRESS);
        if !fits && !is_unknown(ty) {
            let shown = self.shown(ty.required());
            self.error(
                "E0404",
                name.span,
                format!("{}不能用“{}”来写。", shown.zh, name.node),
                format!("{} cannot be written with \"{}\".", shown.en, name.node),
            );
        }
        Some(filter)
    }

    /// A picture: an address with holes, or a value of type 图片.
    pub(crate) fn image(&self, scope: &Scope<'_>, image: &ast::ImageSource) -> ImageSource {
        match image {
            ast::ImageSource::Text(template) => ImageSource::Address(self.template(scope, template)),
            ast::ImageSource::Path(path) => {
                let found = self.place(scope, path);
                let picture = Type::Media(MediaKind::Image);
                if self.fit(&found.ty, &picture).is_none() {
                    self.mismatch(&found.ty, &picture, path_span(path));
                }
                ImageSource::Value(found.place)
            }
        }
    }
}

const ADDRESS: Type = Type::Named(TypeId::ADDRESS);

/// A filter by its name in either language, with the types it is for; the masks are for any text.
fn filter(word: &str) -> Option<(Filter, &'static [Type])> {
    Some(match Family::Filter.id(word)? {
        "fl_money" => (Filter::Money, &[Type::Money]),
        "fl_date" => (Filter::Date, &[Type::Date, Type::DateTime]),
        "fl_time" => (Filter::Time, &[Type::Time, Type::DateTime]),
        "fl_datetime" => (Filter::DateTime, &[Type::DateTime]),
        "fl_hours" => (Filter::Hours, &[Type::Duration]),
        "fl_days" => (Filter::Days, &[Type::Duration]),
        "fl_masked" => (Filter::Masked, &[]),
        "fl_readback" => (Filter::ReadBack, &[]),
        "fl_raw" => (Filter::Raw, &[]),
        _ => return None,
    })
}

/// The path as written, with roots in Chinese, so that both spellings give one program.
fn written(path: &ast::Path) -> String {
    let mut names = path.iter().map(|n| n.node.as_str());
    let head = names.next().unwrap_or_default();
    let head = if path.len() > 1 { Family::Root.chinese(head).unwrap_or(head) } else { head };
    std::iter::once(head).chain(names).collect::<Vec<_>>().join(".")
}
