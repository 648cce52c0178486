//! 插件: signatures of plugin functions.

use crate::ast::{Function, Plugin};
use crate::layout::Line;

use super::Reader;
use super::grammar::Rule;
use super::name;

const FUNCTIONS: &[Rule] = &[Rule::k_read, Rule::k_write];
const OPTIONS: &[Rule] = &[Rule::k_timeout, Rule::k_errors, Rule::k_needs_confirmation, Rule::k_require];

impl Reader {
    /// 插件 P
    pub(super) fn plugin(&mut self, line: &Line) -> Option<Plugin> {
        let node = self.form(line, Rule::plugin_line);
        let mut functions = Vec::new();
        for part in self.block(line) {
            if self.head(part, FUNCTIONS).is_some() {
                functions.extend(self.function_decl(part));
            }
        }
        Some(Plugin { name: name::first(&node?)?, functions })
    }

    fn function_decl(&mut self, line: &Line) -> Option<Function> {
        let node = self.form(line, Rule::function_line);
        let (mut timeout, mut retry, mut errors) = (None, None, Vec::new());
        let (mut needs_confirmation, mut require) = (None, None);
        for part in &line.children {
            match self.head(part, OPTIONS) {
                Some(Rule::k_timeout) => {
                    let Some(node) = self.leaf(part, Rule::timeout_line) else { continue };
                    let limit = self.expr_in(&node, Rule::value);
                    self.once(&mut timeout, limit, part.span);
                    retry = node.find(Rule::whole).and_then(|times| self.whole(&times));
                }
                Some(Rule::k_errors) => {
                    errors.extend(self.leaf(part, Rule::errors_line).iter().flat_map(name::names));
                }
                Some(Rule::k_needs_confirmation) => {
                    let place = self.leaf(part, Rule::confirm_line).map(|_| part.span);
                    self.once(&mut needs_confirmation, place, part.span);
                }
                Some(_) => {
                    let found = self.leaf(part, Rule::demand_line).and_then(|n| self.expr_in(&n, Rule::expr));
                    self.once(&mut require, found, part.span);
                }
                None => {}
            }
        }
        let node = node?;
        Some(Function {
            writes: node.find(Rule::k_write).is_some(),
            name: name::first(&node)?,
            params: self.fields_in(&node, Rule::params),
            returns: self.fields_in(&node, Rule::record_ty),
            timeout,
            retry,
            errors,
            needs_confirmation,
            require,
        })
    }
}
