//! `flow`: its slots, steps, corrections and migrations; and `push`, which starts one.

use crate::ast::{Busy, Cap, Correction, Flow, Item, Migration, Move, Push, SlotDecl, Step};
use crate::keywords;
use crate::source::{Name, Spanned};

use super::ask::Signal;
use super::call::Enters;
use super::declaration::FromTo;
use super::fault;
use super::form::{At, Value, Yaml, form};
use super::schema::{Json, Schema};
use super::statement::Block;
use super::tree::{Kind, Node};
use super::value::{Amount, Channel, Clock, Count, Flag, List, NameOf, Pairs, PathOf, Type, Whole, Words};

form! {
    /// `flow`
    FlowForm ("{flow: 流程名, version: 1, steps: […], …}", "{flow: name, version: 1, steps: […], …}") {
        name: NameOf = "flow" must;
        version: Count = "version" must;
        description: Words = "description";
        triggers: List<Signal> = "trigger";
        outcomes: List<NameOf> = "outcomes";
        slots: Pairs<NameOf, SlotType> = "slots";
        steps: List<StepForm> = "y_steps";
        corrections: List<CorrectionForm> = "on_correction";
        migrations: List<MigrationForm> = "migrate";
    }
}

impl FlowForm {
    pub(super) fn item(self, yaml: &mut Yaml) -> Option<Item> {
        let triggers = self.triggers.unwrap_or_default();
        let triggers = triggers.into_iter().filter_map(|form| form.trigger(yaml)).collect();
        let migrations = self.migrations.unwrap_or_default();
        let migrations = migrations.into_iter().filter_map(|form| form.migration(yaml)).collect();
        let slots = self.slots.unwrap_or_default().into_iter();
        Some(Item::Flow(Flow {
            name: self.name?,
            version: self.version?,
            description: self.description,
            triggers,
            outcomes: self.outcomes.unwrap_or_default(),
            slots: slots.filter_map(|(name, form)| form.slot(name)).collect(),
            steps: self.steps.unwrap_or_default().into_iter().filter_map(StepForm::step).collect(),
            corrections: self
                .corrections
                .unwrap_or_default()
                .into_iter()
                .filter_map(CorrectionForm::correction)
                .collect(),
            migrations,
            span: self.at.head,
        }))
    }
}

/// A type, or `{type: …, …}` with what else a slot has.
pub(super) struct SlotType;

impl Value for SlotType {
    type Out = SlotForm;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<SlotForm> {
        if matches!(node.kind, Kind::Map(_)) {
            return SlotForm::read(yaml, node);
        }
        let ty = Type::read(yaml, node)?;
        Some(SlotForm {
            at: At { head: node.span, span: node.span, sound: true },
            ty: Some(ty),
            default: None,
            input: None,
            output: None,
            from: None,
            save_to: None,
            always_ask: None,
        })
    }

    fn schema(schema: &mut Schema) -> Json {
        let form = SlotForm::schema(schema);
        Json::any_of([Type::schema(schema), form])
    }
}

form! {
    /// A slot.
    SlotForm ("{type: 类型, …}", "{type: type, …}") {
        ty: Type = "type" must;
        default: Amount = "y_default";
        input: Flag = "input";
        output: Flag = "output";
        from: PathOf = "from";
        save_to: PathOf = "save_to";
        always_ask: Flag = "ask_before_filling";
    }
}

impl SlotForm {
    fn slot(self, name: Name) -> Option<SlotDecl> {
        Some(SlotDecl {
            name,
            ty: self.ty?,
            default: self.default,
            input: self.input,
            output: self.output,
            from: self.from,
            save_to: self.save_to,
            always_ask: self.always_ask,
        })
    }
}

form! {
    /// A step.
    StepForm ("{step: 步骤名, do: […]}", "{step: name, do: […]}") {
        name: NameOf = "step" must;
        uninterruptible: Flag = "uninterruptible";
        block: Block = "y_do" must;
    }
}

impl StepForm {
    fn step(self) -> Option<Step> {
        // A step whose statements could not be read is still a step that others lead to.
        let block = self.block.unwrap_or_default();
        Some(Step { name: self.name?, uninterruptible: self.uninterruptible, block })
    }
}

form! {
    /// `on_correction`
    CorrectionForm ("{on_correction: 信息, as: 新值的名字, do: […]}", "{on_correction: slot, as: name of the new value, do: […]}") {
        slot: NameOf = "on_correction" must;
        new: NameOf = "corrected_as" must;
        block: Block = "y_do" must;
    }
}

impl CorrectionForm {
    fn correction(self) -> Option<Correction> {
        Some(Correction { slot: self.slot?, new: self.new?, block: self.block? })
    }
}

form! {
    /// `migrate`
    MigrationForm ("{version: 老版本, step: {…}, slot: {…}}", "{version: the old one, step: {…}, slot: {…}}") {
        from: Count = "version" must;
        steps: Pairs<NameOf, MoveForm> = "step";
        slots: Pairs<NameOf, MoveForm> = "mig_slot";
    }
}

form! {
    /// Where a step or slot went.
    MoveForm ("{to: 新名字} 或 {removed: true}", "{to: new name} or {removed: true}") {
        to: NameOf = "renamed";
        removed: Flag = "removed";
        goto: NameOf = "goto";
    }
}

impl MigrationForm {
    fn migration(self, yaml: &mut Yaml) -> Option<Migration> {
        let mut moves = Vec::new();
        for (name, form) in self.steps.unwrap_or_default() {
            let span = name.span.to(form.at.span);
            let read = match (form.to, form.removed, form.goto) {
                (Some(new), None, None) => Some(Move::StepRenamed(name, new)),
                (None, Some(_), Some(step)) => Some(Move::StepRemoved(name, step)),
                _ => {
                    if form.at.sound {
                        let (zh, en) =
                            ("写 to，或者 removed 加 goto。", "Write `to`, or `removed` with `goto`.");
                        yaml.report(fault::one_of_two(form.at.span, zh, en));
                    }
                    None
                }
            };
            moves.extend(read.map(|read| Spanned::new(read, span)));
        }
        for (name, form) in self.slots.unwrap_or_default() {
            let span = name.span.to(form.at.span);
            let read = match (form.to, form.removed, form.goto) {
                (Some(new), None, None) => Some(Move::SlotRenamed(name, new)),
                (None, Some(_), None) => Some(Move::SlotRemoved(name)),
                _ => {
                    if form.at.sound {
                        let (zh, en) = ("写 to，或者 removed。", "Write `to`, or `removed`.");
                        yaml.report(fault::one_of_two(form.at.span, zh, en));
                    }
                    None
                }
            };
            moves.extend(read.map(|read| Spanned::new(read, span)));
        }
        Some(Migration { from: self.from?, moves })
    }
}

form! {
    /// `push`
    PushForm ("{push: 推送名, …}", "{push: name, …}") {
        name: NameOf = "push" must;
        trigger: Signal = "trigger";
        audience: Whole = "audience";
        window: FromTo<Clock> = "send_window";
        cap: CapForm = "frequency_cap";
        if_busy: BusyOf = "if_busy";
        channels: List<Channel> = "channel_order";
        expires_after: Amount = "expires_after";
    } + {
        enters: Enters;
    }
}

form! {
    /// `frequency_cap`
    CapForm ("{per_day: true, max: 几次} 或 {every: 多久, max: 几次}", "{per_day: true, max: number} or {every: how long, max: number}") {
        per_day: Flag = "per_day";
        every: Amount = "every";
        max: Count = "cap_max" must;
    }
}

impl CapForm {
    fn cap(self, yaml: &mut Yaml) -> Option<Cap> {
        if self.per_day.is_some() == self.every.is_some() {
            if self.at.sound {
                let (zh, en) = ("写 per_day: true，或者 every。", "Write `per_day: true` or `every`.");
                yaml.report(fault::one_of_two(self.at.head, zh, en));
            }
            return None;
        }
        Some(Cap { period: self.every, max: self.max? })
    }
}

/// `wait` or `skip`.
pub(super) struct BusyOf;

impl Value for BusyOf {
    type Out = Spanned<Busy>;

    fn read(yaml: &mut Yaml, node: &Node) -> Option<Spanned<Busy>> {
        let wanted = ("wait 或 skip", "wait or skip");
        let text = yaml.scalar(node, wanted)?.text.as_str();
        let busy = [("busy_wait", Busy::Wait), ("busy_skip", Busy::Skip)];
        let found = busy.into_iter().find(|(id, _)| keywords::en(id) == text);
        if found.is_none() {
            yaml.report(fault::wrong_kind(node.span, wanted));
        }
        found.map(|(_, busy)| Spanned::new(busy, node.span))
    }

    fn schema(_: &mut Schema) -> Json {
        Json::words(&[keywords::en("busy_wait"), keywords::en("busy_skip")], "等结束 或 跳过", "wait or skip")
    }
}

impl PushForm {
    pub(super) fn item(self, yaml: &mut Yaml) -> Option<Item> {
        let trigger = self.trigger.and_then(|form| form.trigger(yaml));
        let cap = self.cap.and_then(|form| form.cap(yaml));
        Some(Item::Push(Box::new(Push {
            name: self.name?,
            trigger: trigger.map(|trigger| trigger.node),
            audience: self.audience,
            window: self.window,
            cap,
            if_busy: self.if_busy,
            channels: self.channels.unwrap_or_default(),
            expires_after: self.expires_after,
            enter: self.enters.enter(),
        })))
    }
}
