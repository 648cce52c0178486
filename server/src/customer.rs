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
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long a turn waits for the customer's fields.
const LIMIT: Duration = Duration::from_secs(2);
/// How long a system that did not answer is left in peace.
const REST: Duration = Duration::from_secs(60);

/// Where customers come from.
#[derive(Debug)]
pub struct Customers {
    source: Option<config::Customer>,
    failed: Option<(Instant, Failure)>,
}

/// A customer as a turn meets them.
#[derive(Debug)]
pub struct Met {
    /// Who it is.
    pub customer: Customer,
    /// Whether the fields say anything.
    pub standing: Standing,
    /// A sentence for the operator where the connector did not say, if it is new.
    pub note: Option<String>,
}

/// What the fields of a customer are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They are the system's, now or when it last answered, or the shop knows nothing better than its defaults.
    Known,
    /// The system does not answer and never has for this customer: whatever a flow decides by these fields may be wrong.
    Unknown,
}

/// Why there is nothing new from the customers' system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// It answered that it does not know the customer.
    Stranger,
    /// It did not answer, or not with a customer.
    Silent,
}

impl Customers {
    /// Customers from the connector that `huashu.yaml` names, or from nowhere.
    #[must_use]
    pub fn new(source: Option<config::Customer>) -> Self {
        Self { source, failed: None }
    }

    /// The customer `id` as they are now; as the system last knew them, where it does not answer.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn get(
        &mut self,
        id: &str,
        program: &Program,
        connectors: &Connectors,
        store: &Store,
    ) -> Result<Met, StoreError> {
        let (mut fields, standing, note) = match self.ask(id, program, connectors).await {
            Ok((fields, answer)) => {
                store.keep_answer(id, &declared(program, &answer))?;
                (fields, Standing::Known, None)
            }
            Err((Failure::Stranger, why)) => {
                (defaults(program), Standing::Known, why.map(|why| format!("{why}，先用默认值")))
            }
            Err((Failure::Silent, why)) => {
                let last = store.last_answer(id)?.and_then(|answer| fields_of(program, &answer).ok());
                let (fields, standing, how) = match last {
                    Some(fields) => (fields, Standing::Known, "先用上次取到的"),
                    None if program.customer.is_empty() => (Vec::new(), Standing::Known, "流程也不用"),
                    None => (defaults(program), Standing::Unknown, "以前也没有取到过"),
                };
                (fields, standing, why.map(|why| format!("顾客资料没有取到，{how}：{why}")))
            }
        };
        for kept in store.customer_fields(id)? {
            overlay(program, &mut fields, &kept);
        }
        let (arms, pushes) = (store.customer_arms(id)?, store.customer_pushes(id)?);
        Ok(Met { customer: Customer { id: id.to_owned(), fields, arms, pushes }, standing, note })
    }

    /// The connector's fields and the answer they were read from; or why there are none, with a sentence if there is something new to say.
    async fn ask(
        &mut self,
        id: &str,
        program: &Program,
        connectors: &Connectors,
    ) -> Result<(Vec<Option<Value>>, String), (Failure, Option<String>)> {
        let Some(source) = &self.source else { return Err((Failure::Stranger, None)) };
        if let Some((since, failure)) = self.failed
            && since.elapsed() < REST
        {
            return Err((failure, None));
        }
        let silent = |why| Err((Failure::Silent, why));
        let read = match connectors.send(&request(source, id), LIMIT).await {
            Answer::Http(response) if response.status == 200 => fields_of(program, &response.body)
                .map(|fields| (fields, response.body))
                .map_err(|why| (Failure::Silent, why)),
            Answer::Http(response) if response.status == 404 => {
                Err((Failure::Stranger, format!("没有顾客“{id}”")))
            }
            Answer::Http(response) => {
                silent(format!("连接器“{}”答了状态码 {}", source.connector, response.status))
            }
            Answer::TimedOut => silent(format!("连接器“{}”没有按时回答", source.connector)),
            Answer::Unreachable(why) => silent(why),
            Answer::Integer(_) => silent("答非所问".into()),
        };
        self.failed = read.as_ref().err().map(|(failure, _)| (Instant::now(), *failure));
        read.map_err(|(failure, why)| (failure, Some(why)))
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

/// An answer without what the flows never declared: nothing is kept of a customer that the shop has no use for.
fn declared(program: &Program, json: &str) -> String {
    let mut answer: BTreeMap<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    answer.retain(|name, _| program.customer.iter().any(|field| field.name == *name));
    serde_json::to_string(&answer).unwrap_or_default()
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
