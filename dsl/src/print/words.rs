//! Keywords and built-in names in the language that is printed.

use crate::ast::{Comparison, DurationUnit, Path, Unit};
use crate::diagnostic::Lang;
use crate::keywords::{self, Family};

use super::Printer;

impl Printer<'_> {
    /// The keyword of `id`.
    pub(super) fn k(&self, id: &'static str) -> &'static str {
        keywords::get(id).map_or(id, |row| row.spelling(self.lang))
    }

    /// A measure word such as 次, which English does without.
    pub(super) fn measure(&self, id: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => self.k(id),
            Lang::En => "",
        }
    }

    /// What stands between names outside of brackets.
    pub(super) fn and(&self) -> &'static str {
        match self.lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        }
    }

    /// Names with what stands between them.
    pub(super) fn listed<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> String {
        names.into_iter().collect::<Vec<_>>().join(self.and())
    }

    /// A word that may be one of a built-in family.
    pub(super) fn of<'n>(&self, family: Family, word: &'n str) -> &'n str {
        family.row(word).map_or(word, |row| keywords::last_part(row.spelling(self.lang)))
    }

    /// A dotted name as it stands.
    pub(super) fn dotted(&self, path: &Path) -> String {
        path.iter().map(|name| name.node.as_str()).collect::<Vec<_>>().join(".")
    }

    /// The name of an intent or a snippet, which may be a built-in one.
    pub(super) fn builtin(&self, family: Family, path: &Path) -> String {
        let name = self.dotted(path);
        match family.row(&name) {
            Some(row) => row.spelling(self.lang).to_owned(),
            None => name,
        }
    }

    /// A path to a value: its root and the built-in fields behind it are known by their place.
    pub(super) fn path(&self, path: &Path) -> String {
        let words: Vec<&str> = path.iter().map(|name| name.node.as_str()).collect();
        let [root, rest @ ..] = words.as_slice() else { return String::new() };
        if rest.is_empty() {
            return (*root).to_owned();
        }
        let id = Family::Root.id(root);
        let mut spelled = vec![self.of(Family::Root, root)];
        spelled.extend(rest.iter().enumerate().map(|(i, word)| match (id, i) {
            (Some("root_current"), 0) => self.of(Family::CurrentField, word),
            (Some("root_team"), 1) => self.of(Family::TeamField, word),
            _ => word,
        }));
        spelled.join(".")
    }

    /// The word of a comparison.
    pub(super) fn comparison(&self, comparison: Comparison) -> &'static str {
        self.k(match comparison {
            Comparison::Is => "op_is",
            Comparison::IsNot => "op_isnt",
            Comparison::Greater => "op_gt",
            Comparison::Less => "op_lt",
            Comparison::AtLeast => "op_ge",
            Comparison::AtMost => "op_le",
            Comparison::After => "op_after",
            Comparison::Before => "op_before",
        })
    }

    /// The word of a unit of time.
    pub(super) fn time_unit(&self, unit: DurationUnit) -> &'static str {
        self.k(match unit {
            DurationUnit::Second => "u_s",
            DurationUnit::Minute => "u_min",
            DurationUnit::Hour => "u_h",
            DurationUnit::Day => "u_d",
            DurationUnit::Week => "u_w",
        })
    }

    /// The word of a unit of measure.
    pub(super) fn unit(&self, unit: Unit) -> &'static str {
        self.k(match unit {
            Unit::Centimetre => "u_cm",
            Unit::Kilogram => "u_kg",
        })
    }

    /// The word of a currency, by its ISO code.
    pub(super) fn currency(&self, code: &str) -> &'static str {
        self.k(if code == "USD" { "u_usd" } else { "u_cny" })
    }
}
