//! 顾客 as the shop knows them: the fields of the connector, under what conversations have changed since.

use crate::config;
use crate::connector::{Connectors, escape};
use crate::store::{Kept, Store, StoreError};
use crate::turn::decode;
use huashu_dsl::Hash;
use huashu_dsl::program::{Program, TypeKind};
use huashu_dsl::value::{Type, Value};
use huashu_engine::Customer;
use huashu_plugins::{Answer, HttpRequest, record_from_json};
use std::time::{Duration, Instant};

/// How long a turn waits for the customer's fields.
const LIMIT: Duration = Duration::from_secs(2);
/// How long a system that did not answer is left in peace.
const REST: Duration = Duration::from_secs(60);

/// Where customers come from.
#[derive(Debug)]
pub struct Customers {
    source: Option<config::Customer>,
    dead_since: Option<Instant>,
}

impl Customers {
    /// Customers from the connector that `huashu.yaml` names, or from nowhere.
    #[must_use]
    pub fn new(source: Option<config::Customer>) -> Self {
        Self { source, dead_since: None }
    }

    /// The customer `id` as they are now, and a sentence for the operator where the connector did not say.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn get(
        &mut self,
        id: &str,
        program: &Program,
        connectors: &Connectors,
        store: &Store,
    ) -> Result<(Customer, Option<String>), StoreError> {
        let (mut fields, note) = match self.ask(id, program, connectors).await {
            Ok(fields) => (fields, None),
            Err(note) => (defaults(program), note),
        };
        for kept in store.customer_fields(id)? {
            overlay(program, &mut fields, &kept);
        }
        let (arms, pushes) = (store.customer_arms(id)?, store.customer_pushes(id)?);
        Ok((Customer { id: id.to_owned(), fields, arms, pushes }, note))
    }

    /// The connector's fields; the error is a note for the operator, if there is something new to say.
    async fn ask(
        &mut self,
        id: &str,
        program: &Program,
        connectors: &Connectors,
    ) -> Result<Vec<Option<Value>>, Option<String>> {
        let Some(source) = &self.source else { return Err(None) };
        if self.dead_since.is_some_and(|since| since.elapsed() < REST) {
            return Err(None);
        }
        let answer = connectors.send(&request(source, id), LIMIT).await;
        let read = match answer {
            Answer::Http(response) if response.status == 200 => fields_of(program, &response.body),
            Answer::Http(response) if response.status == 404 => Err(format!("没有顾客“{id}”")),
            Answer::Http(response) => {
                Err(format!("连接器“{}”答了状态码 {}", source.connector, response.status))
            }
            Answer::TimedOut => Err(format!("连接器“{}”没有按时回答", source.connector)),
            Answer::Unreachable(why) => Err(why),
            Answer::Integer(_) => Err("答非所问".into()),
        };
        let failed = read.is_err();
        self.dead_since = failed.then(Instant::now);
        read.map_err(|why| Some(format!("顾客资料没有取到，先用默认值：{why}")))
    }
}

fn request(source: &config::Customer, id: &str) -> HttpRequest {
    HttpRequest {
        connector: source.connector.clone(),
        method: "GET".into(),
        path: source.path.replace("{id}", &escape(id)),
        query: Vec::new(),
        body: None,
        idempotency_key: String::new(),
    }
}

fn fields_of(program: &Program, json: &str) -> Result<Vec<Option<Value>>, String> {
    match record_from_json(program, &program.customer, json)? {
        Value::Record(fields) => Ok(fields),
        _ => Err("顾客资料不是一条记录".into()),
    }
}

/// The fields of a customer of whom nothing is known.
fn defaults(program: &Program) -> Vec<Option<Value>> {
    let empty = |ty: &Type| matches!(ty, Type::List(_)).then(|| Value::List(Vec::new()));
    program.customer.iter().map(|field| field.default.clone().or_else(|| empty(&field.ty))).collect()
}

fn overlay(program: &Program, fields: &mut [Option<Value>], kept: &Kept) {
    let Some(index) = program.customer.iter().position(|f| f.name == kept.field) else { return };
    let Some(field) = program.customer.get(index) else { return };
    let Ok(value) = decode::<Option<Value>>(&kept.value) else { return };
    if value.as_ref().is_none_or(|v| belongs(program, v, &field.ty, kept.structure))
        && let Some(place) = fields.get_mut(index)
    {
        *place = value;
    }
}

/// Whether a value that was stored under another release is one of this type. Members of enums and records are places in that other
/// release and mean nothing here.
fn belongs(program: &Program, value: &Value, ty: &Type, structure: Hash) -> bool {
    if structure == program.hashes.structure {
        return true;
    }
    let kind = |ty: &Type| match ty {
        Type::Named(id) => program.types.get(id.index()).map(|t| &t.kind),
        _ => None,
    };
    match (value, ty.required()) {
        (Value::Text(_), Type::Text | Type::Phone | Type::Email | Type::TaxId)
        | (Value::Number(_), Type::Number | Type::Integer)
        | (Value::Money(_), Type::Money)
        | (Value::Date(_), Type::Date)
        | (Value::Time(_), Type::Time)
        | (Value::DateTime(_), Type::DateTime)
        | (Value::Duration(_), Type::Duration)
        | (Value::Bool(_), Type::Bool) => true,
        (Value::Media(is, _), Type::Media(wanted)) => is == wanted,
        (Value::Text(_), named) => matches!(kind(named), Some(TypeKind::Pattern(_))),
        (Value::Number(_), named) => matches!(kind(named), Some(TypeKind::Measure(_))),
        (Value::List(items), Type::List(inner)) => {
            items.iter().all(|item| belongs(program, item, inner, structure))
        }
        _ => false,
    }
}
