//! `huashu schema`: the JSON Schemas with which editors complete and check what is written in YAML.

use crate::cli::SchemaOf;

/// The schema of `huashu.yaml`; a test of its examples keeps it in step with what `config` reads.
const CONFIG: &str = include_str!("../../docs/schema/huashu.schema.json");

/// The text of a schema.
#[must_use]
pub fn text(of: SchemaOf) -> String {
    match of {
        SchemaOf::Flow => huashu_dsl::yaml_schema(),
        SchemaOf::Config => CONFIG.to_owned(),
    }
}
