//! `type`, `plugin`, `table`: what has a signature or a shape.

use crate::ast::{Function, Item, Plugin, Row, Table, TableRows, TypeDecl, TypeDeclKind};

use super::declaration::Fields;
use super::fault;
use super::form::{Value, Yaml, form};
use super::schema::{Json, Schema};
use super::tree::{Kind, Node};
use super::value::{
    Amount, Base, Cell, Count, Flag, List, NameOf, Pairs, TestOf, TextOf, UnitOf, Whole, Words,
};

form! {
    /// `type`
    TypeForm ("{type: 类型名, enum: {…} | fields: {…} | base: text …}", "{type: name, enum: {…} | fields: {…} | base: text …}") {
        name: NameOf = "type" must;
        members: Pairs<NameOf, Synonyms> = "enum";
        fields: Fields = "y_fields";
        base: Base = "y_base";
        pattern: Words = "regex";
        unit: UnitOf = "unit";
        examples: List<Words> = "example";
        no_match: TextOf = "no_match";
    }
}

/// Other ways of saying a member; there may be none.
pub(super) struct Synonyms;

impl Value for Synonyms {
    type Out = Vec<crate::source::Spanned<String>>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Self::Out> {
        match node.kind {
            Kind::Nothing => Some(Vec::new()),
            _ => List::<Words>::read(yaml, node),
        }
    }

    fn schema(schema: &mut Schema) -> Json {
        Json::or_nothing(List::<Words>::schema(schema))
    }
}

impl TypeForm {
    pub(super) fn item(self, yaml: &mut Yaml) -> Option<Item> {
        let refined = self.pattern.is_some()
            || self.unit.is_some()
            || self.examples.is_some()
            || self.no_match.is_some();
        let kind = match (self.members, self.fields, self.base) {
            (Some(members), None, None) if !refined => TypeDeclKind::Enum(members),
            (None, Some(fields), None) if !refined => TypeDeclKind::Record(fields),
            (None, None, Some(base)) => TypeDeclKind::Refined {
                base,
                pattern: self.pattern,
                unit: self.unit,
                examples: self.examples.unwrap_or_default(),
                no_match: self.no_match,
            },
            (None, None, None) => {
                if self.at.sound {
                    yaml.report(fault::none_of(self.at.head, &["enum", "fields", "base"]));
                }
                return None;
            }
            _ => {
                let (zh, en) = (
                    "enum、fields、base 只写一个；regex、unit、example、no_match 只跟 base。",
                    "One of `enum`, `fields`, `base` stands here; regex, unit, example and no_match go with `base`.",
                );
                yaml.report(fault::one_of_two(self.at.head, zh, en));
                return None;
            }
        };
        Some(Item::Type(TypeDecl { name: self.name?, kind }))
    }
}

form! {
    /// `plugin`
    PluginForm ("{plugin: 插件名, functions: […]}", "{plugin: name, functions: […]}") {
        name: NameOf = "plugin" must;
        functions: List<FunctionForm> = "y_functions" must;
    }
}

form! {
    /// One of its functions.
    FunctionForm ("{read: 函数名, …} 或 {write: 函数名, …}", "{read: name, …} or {write: name, …}") {
        read: NameOf = "read";
        write: NameOf = "write";
        params: Fields = "y_params";
        returns: Fields = "returns";
        timeout: Amount = "timeout";
        retry: Count = "retry";
        errors: List<NameOf> = "errors";
        needs_confirmation: Flag = "needs_confirmation";
        require: Whole = "require";
    }
}

impl PluginForm {
    pub(super) fn item(self, yaml: &mut Yaml) -> Option<Item> {
        let functions = self.functions.unwrap_or_default();
        let functions = functions.into_iter().filter_map(|form| form.function(yaml)).collect();
        Some(Item::Plugin(Plugin { name: self.name?, functions }))
    }
}

impl FunctionForm {
    /// The function; nothing where a part of it could not be read, or calls of it would be said not to fit.
    fn function(self, yaml: &mut Yaml) -> Option<Function> {
        let sound = self.at.sound;
        let (writes, name) = match (self.read, self.write) {
            (Some(name), None) => (false, name),
            (None, Some(name)) => (true, name),
            (Some(_), Some(_)) => {
                let (zh, en) = ("read 和 write 只写一个。", "Either `read` or `write` stands here.");
                yaml.report(fault::one_of_two(self.at.head, zh, en));
                return None;
            }
            (None, None) => {
                if self.at.sound {
                    yaml.report(fault::none_of(self.at.head, &["read", "write"]));
                }
                return None;
            }
        };
        if self.retry.is_some() && self.timeout.is_none() && self.at.sound {
            yaml.report(fault::missing(self.at.head, "timeout"));
        }
        sound.then_some(Function {
            writes,
            name,
            params: self.params.unwrap_or_default(),
            returns: self.returns.unwrap_or_default(),
            timeout: self.timeout,
            retry: self.retry,
            errors: self.errors.unwrap_or_default(),
            needs_confirmation: self.needs_confirmation,
            require: self.require,
        })
    }
}

form! {
    /// `table`
    TableForm ("{table: 表名, params: {…}, returns: {…}, rows: […]}", "{table: name, params: {…}, returns: {…}, rows: […]}") {
        name: NameOf = "table" must;
        params: Fields = "y_params" must;
        returns: Fields = "returns" must;
        rows: List<RowForm> = "y_rows";
        file: Words = "from";
    }
}

form! {
    /// A row: a test for each parameter, a value for each column.
    RowForm ("{is: [每个参数的值或界线], be: [每一列的值]}", "{is: [a test for each parameter], be: [a value for each column]}") {
        tests: List<TestOf> = "y_is" must;
        cells: List<Cell> = "y_value" must;
    }
}

impl TableForm {
    pub(super) fn item(self, yaml: &mut Yaml) -> Option<Item> {
        let rows = match (self.rows, self.file) {
            (Some(rows), None) => {
                let row = |form: RowForm| {
                    // A row of which a cell could not be read would be one short.
                    form.at.sound.then_some(Row {
                        tests: form.tests?,
                        cells: form.cells?,
                        span: form.at.span,
                    })
                };
                TableRows::Inline(rows.into_iter().filter_map(row).collect())
            }
            (None, Some(file)) => TableRows::File(file),
            (None, None) => {
                if self.at.sound {
                    let wanted = ("rows 或 from", "`rows` or `from`");
                    yaml.report(fault::wrong_kind(self.at.head, wanted));
                }
                return None;
            }
            _ => {
                let (zh, en) = ("rows 和 from 只写一个。", "Either `rows` or `from` stands here.");
                yaml.report(fault::one_of_two(self.at.head, zh, en));
                return None;
            }
        };
        Some(Item::Table(Table { name: self.name?, params: self.params?, returns: self.returns?, rows }))
    }
}
