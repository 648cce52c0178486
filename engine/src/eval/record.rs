//! Records as other record types: a record fits a type when it has its fields.

use huashu_dsl::value::Value;

/// The fields that the other type asks for, in its order; one that is not there is 无.
pub(super) fn reshape(record: &Value, fields: &[Option<u16>]) -> Option<Value> {
    let Value::Record(old) = record else { return None };
    let field = |index: &Option<u16>| old.get(usize::from((*index)?))?.clone();
    Some(Value::Record(fields.iter().map(field).collect()))
}

/// The same for each record of a list.
pub(super) fn reshape_each(list: &Value, fields: &[Option<u16>]) -> Option<Value> {
    let Value::List(items) = list else { return None };
    items.iter().map(|item| reshape(item, fields)).collect::<Option<_>>().map(Value::List)
}
