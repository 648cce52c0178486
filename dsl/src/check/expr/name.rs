//! A bare name or path as a value: a member of the wanted enum, or something that can be read.

use super::Typed;
use crate::ast;
use crate::check::scope::Scope;
use crate::check::types::is_unknown;
use crate::check::{Checker, path_span};
use crate::diagnostic::{Code, Diagnostic, Home, Message};
use crate::keywords::Family;
use crate::program::{Expr, TypeId};
use crate::source::Name;
use crate::value::{Member, Type, Value};

/// What people call the arm for all that is left.
const OTHERWISE: [&str; 7] = ["默认", "其它", "其余", "否则", "default", "else", "otherwise"];

impl Checker<'_> {
    /// A name or path where a value stands.
    pub(crate) fn name(&self, scope: &Scope<'_>, path: &ast::Path, want: Option<&Type>) -> Typed {
        let enumeration = want.filter(|t| self.members(t).is_some());
        if let (Some(ty), [name]) = (enumeration, path.as_slice()) {
            if let Some(member) = self.member(ty, &name.node) {
                return Typed::constant(Value::Member(member), ty.required().clone());
            }
            if self.find_place(scope, path).is_none() {
                self.unknown_member(ty, name);
                return Typed::unknown();
            }
        }
        let unread = want.is_some_and(is_unknown) && path.len() == 1;
        if unread && self.find_place(scope, path).is_none() {
            // It may be a member of the type, of which it was said that it is missing.
            return Typed::unknown();
        }
        let found = self.place(scope, path);
        Typed::new(Expr::Read(found.place), found.ty)
    }

    /// The member of an enum type called `name`; those of built-in types in either language.
    pub(crate) fn member(&self, ty: &Type, name: &str) -> Option<Member> {
        let (id, members) = self.members(ty)?;
        let family = match id {
            TypeId::PRIORITY => Some(Family::Priority),
            TypeId::CHANNEL => Some(Family::Channel),
            _ => None,
        };
        let chinese = family.and_then(|f| f.chinese(name));
        let name = chinese.unwrap_or(name);
        let outcome = Family::Outcome.chinese(name).unwrap_or(name);
        let index = members
            .iter()
            .position(|m| m.name == name)
            .or_else(|| self.is_outcome(id).then(|| members.iter().position(|m| m.name == outcome))?)?;
        Some(Member { ty: id, index: u16::try_from(index).ok()? })
    }

    fn is_outcome(&self, id: TypeId) -> bool {
        self.program.flows.iter().any(|f| f.outcome_type == id)
    }

    /// Reports a name that is no member of the enum.
    pub(crate) fn unknown_member(&self, ty: &Type, name: &Name) {
        let shown = self.shown(ty.required());
        let message = Message::new(
            format!("{}没有“{}”这个选项。", shown.zh, name.node),
            format!("{} has no member \"{}\".", shown.en, name.node),
        );
        let found = Diagnostic::new(Code("E0206"), name.span, message).lacks(Home::Shop);
        let known = self.members(ty).map(|(_, m)| m).unwrap_or_default();
        if OTHERWISE.contains(&name.node.as_str()) {
            let other = crate::keywords::zh("other_arm");
            let help =
                Message::new(format!("其余的情况写“{other}”。"), format!("What is left is \"{other}\"."));
            self.report(found.fix(help, name.span, other));
            return;
        }
        self.report(self.suggest(found, &name.node, known.iter().map(|m| m.name.as_str())));
    }

    /// 有 p, 没有 p
    pub(crate) fn has(&self, scope: &Scope<'_>, path: &ast::Path, negated: bool) -> Typed {
        let found = self.place(scope, path);
        self.has_at.borrow_mut().insert(path_span(path));
        let has = Expr::Has(found.place);
        Typed::new(if negated { Expr::Not(Box::new(has)) } else { has }, Type::Bool)
    }

    /// Whether a name can only be a member of an enum that something else must name: it leads nowhere by itself.
    pub(crate) fn is_bare(&self, scope: &Scope<'_>, e: &ast::Expr) -> bool {
        match &e.kind {
            ast::ExprKind::Path(path) => path.len() == 1 && self.find_place(scope, path).is_none(),
            ast::ExprKind::List(items) => !items.is_empty() && items.iter().all(|i| self.is_bare(scope, i)),
            _ => false,
        }
    }

    /// Reads a path that must be a list; gives the list, and the type of its items.
    pub(crate) fn list_at(&self, scope: &Scope<'_>, path: &ast::Path) -> (Expr, Type) {
        let found = self.place(scope, path);
        let item = match crate::check::place::element(&found.ty) {
            Some(item) => item.clone(),
            None => {
                let shown = self.shown(&found.ty);
                if !is_unknown(&found.ty) {
                    let message = Message::new(
                        format!("这里要一个列表，写的是{}。", shown.zh),
                        format!("A list is asked for here, this is {}.", shown.en),
                    );
                    self.report(Diagnostic::new(Code("E0403"), path_span(path), message));
                }
                crate::check::types::UNKNOWN
            }
        };
        (Expr::Read(found.place), item)
    }
}
