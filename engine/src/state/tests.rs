//! Sessions there and back, and bytes that are none.

use super::{decode, encode};
use crate::eval::shop::{NOW, bought, picture, program, reason, session, text};
use crate::session::{Asked, FrameId, Session};
use crate::{CallId, Fault};
use huashu_dsl::Hash;
use huashu_dsl::program::{EventId, FlowId, NodeId, Program, SlotId, TeamId, TextId};
use huashu_dsl::value::{Instant, Value};

/// A return that waits for its photos.
fn returning() -> Session {
    let photos = Value::List(vec![picture("https://img.example.com/2026/11/20/0123456789abcdef.jpg")]);
    let item = bought("1", "针织衫", "1", 19_900);
    let mut session = session(vec![
        Some(text("1234567890123456789")),
        Some(reason(0)),
        Some(photos),
        Some(Value::List(vec![item])),
    ]);
    session.shared = vec![Some((text("1234567890123456789"), Instant(NOW.0 + 86_400_000)))];
    session.variants = vec![(TextId(0), 1)];
    for frame in &mut session.stack {
        frame.event = Some((EventId(0), Value::Record(vec![Some(text("1234567890123456789"))])));
        frame.visits = vec![(NodeId(1), 2)];
        frame.asked = Some(Asked {
            since: NOW,
            visit: 2,
            tries: 1,
            fired: 0,
            offered_done: true,
            clarified: false,
            anchored: true,
            before: None,
            shown: Vec::new(),
        });
    }
    session
}

#[test]
fn a_session_comes_back_as_it_was() -> Result<(), Fault> {
    let program = program();
    let session = returning();
    let bytes = encode(&session);
    assert_eq!(decode(&program, &bytes)?, session);
    assert!(bytes.len() <= 544, "a typical return takes {} bytes", bytes.len());
    Ok(())
}

#[test]
fn a_session_of_another_structure_is_refused() {
    let mut session = returning();
    session.structure = Hash([1; 16]);
    assert_eq!(decode(&program(), &encode(&session)), Err(Fault::OtherStructure));
}

type Damage = fn(&mut Session);

#[test]
fn an_index_outside_of_the_program_is_damage() {
    let each: [(&str, Damage); 17] = [
        ("team", |s| s.phase = crate::Phase::Human(TeamId(9))),
        ("channel", |s| s.channel = 4),
        ("shared", |s| s.shared.clear()),
        ("arm", |s| s.arms.push((huashu_dsl::program::ExperimentId(0), 0))),
        ("name", |s| s.next_frame = 0),
        ("call", |s| s.call = Some(CallId { frame: FrameId(5), node: NodeId(0), visit: 1 })),
        ("flow", |s| s.stack.iter_mut().for_each(|f| f.flow = FlowId(1))),
        ("at", |s| s.stack.iter_mut().for_each(|f| f.at = NodeId(2))),
        ("trail", |s| s.stack.iter_mut().for_each(|f| f.trail.push(NodeId(2)))),
        ("slots", |s| s.stack.iter_mut().for_each(|f| f.slots.truncate(SlotId(2).index()))),
        ("member", |s| s.shared = vec![Some((reason(3), NOW))]),
        ("tries", |s| s.stack.iter_mut().for_each(|f| f.tries = vec![(NodeId(2), 1)])),
        ("new value", |s| s.stack.iter_mut().for_each(|f| f.correcting = Some(reason(3)))),
        ("queued", |s| s.queued.push(FlowId(1))),
        ("event", |s| s.stack.iter_mut().for_each(|f| f.event = Some((EventId(1), text(""))))),
        ("arrived", |s| s.stack.iter_mut().for_each(|f| f.arrived.push((EventId(1), text(""))))),
        ("written", |s| {
            s.stack.iter_mut().for_each(|f| f.written.push(crate::Written { node: NodeId(2), place: 0 }));
        }),
    ];
    let program = program();
    for (what, damage) in each {
        let mut session = returning();
        damage(&mut session);
        let decoded = decode(&program, &encode(&session));
        assert!(matches!(decoded, Err(Fault::Damaged(_))), "{what}: {decoded:?}");
    }
}

#[test]
fn what_wording_no_longer_knows_is_left_out() -> Result<(), Fault> {
    let mut session = returning();
    session.variants = vec![(TextId(0), 1), (TextId(9), 0)];
    let decoded = decode(&program(), &encode(&session))?;
    assert_eq!(decoded.variants, vec![(TextId(0), 1)]);
    Ok(())
}

#[test]
fn changed_bytes_are_damage() {
    let program: Program = program();
    let bytes = encode(&returning());
    for (n, _) in bytes.iter().enumerate() {
        for flip in [1_u8, 0x80, 0xff] {
            let changed: Vec<u8> =
                bytes.iter().enumerate().map(|(m, byte)| if m == n { byte ^ flip } else { *byte }).collect();
            assert!(matches!(decode(&program, &changed), Err(Fault::Damaged(_))), "byte {n} ^ {flip:#x}");
        }
        let cut: Vec<u8> = bytes.iter().take(n).copied().collect();
        assert!(matches!(decode(&program, &cut), Err(Fault::Damaged(_))), "cut at {n}");
    }
}

/// Bytes with a right sum but a wrong body reach the decoder, which must survive them too.
#[test]
fn any_body_decodes_or_is_refused() {
    let program = program();
    let good: Vec<u8> = encode(&returning()).into_iter().skip(9).collect();
    let mut decoded = 0_usize;
    for n in 0..good.len() {
        for byte in [0, 1, 7, 0x7f, 0x80, 0xfe, 0xff] {
            let mut body = good.clone();
            if let Some(place) = body.get_mut(n) {
                *place = byte;
            }
            let mut bytes = vec![super::VERSION];
            bytes.extend(super::sum(&body));
            bytes.extend(body);
            decoded += usize::from(decode(&program, &bytes).is_ok());
        }
    }
    assert!(decoded < good.len() * 7, "some of them must be refused");
}

/// A list in a list, a hundred thousand deep: whoever forges it lacks the sum, and the decoder, which goes as deep as it is led, never sees it.
#[test]
fn nested_bytes_do_not_reach_the_decoder() {
    let mut bytes = vec![super::VERSION];
    bytes.extend([0; super::SUM]);
    bytes.extend(encode(&returning()).into_iter().skip(9).take(17));
    bytes.extend([10, 1].repeat(100_000));
    assert_eq!(decode(&program(), &bytes), Err(Fault::Damaged("the bytes of a session were changed")));
}

/// The demo shop, as far as a return needs it.
fn demo_shop() -> Option<Program> {
    let mut sources = huashu_dsl::Sources::new();
    sources.add("共用.flow", include_str!("../../../flows/共用.flow"));
    sources.add("退货退款.flow", include_str!("../../../flows/退货退款.flow"));
    sources.add("尺码推荐.flow", include_str!("../../../flows/尺码推荐.flow"));
    sources.add("留言回电.flow", include_str!("../../../flows/留言回电.flow"));
    sources.add("问答.csv", include_str!("../../../flows/问答.csv"));
    sources.add("满减档.csv", include_str!("../../../flows/满减档.csv"));
    huashu_dsl::compile(&sources, &huashu_dsl::Settings::default()).program
}

/// What the slots of 退货退款 hold when the size that fits is being asked for; plugins' results with all their fields.
fn answered(name: &str) -> Option<Value> {
    let record = |fields: &[Value]| Value::Record(fields.iter().cloned().map(Some).collect());
    match name {
        "订单号" => Some(text("1234567890123456789")),
        "订单" => Some(record(&[
            text("针织衫 秋冬新款 宽松"),
            text("K0123456"),
            crate::eval::shop::yuan(19_900),
            Value::Member(huashu_dsl::value::Member { ty: huashu_dsl::program::TypeId::PRIORITY, index: 1 }),
            Value::DateTime(NOW),
        ])),
        "照片" => {
            Some(Value::List(vec![picture("https://img.example.com/2026/11/20/0123456789abcdef.jpg")]))
        }
        "身高" => Some(crate::eval::shop::number("165")),
        "体重" => Some(crate::eval::shop::number("55.5")),
        _ => None,
    }
}

/// A return of the demo shop with 尺码推荐 above it, both with a dozen statements behind them.
#[test]
fn a_return_of_the_demo_shop_fits_into_544_bytes() -> Result<(), Fault> {
    let program = demo_shop().ok_or(Fault::Damaged("the demo shop does not compile"))?;
    let mut session = returning();
    session.structure = program.hashes.structure;
    let frame = session.stack.pop().ok_or(Fault::Damaged("no frame"))?;
    for (id, name) in ["退货退款", "尺码推荐"].iter().enumerate() {
        let place = program.flows.iter().position(|flow| flow.name == *name);
        let flow = place.and_then(|place| program.flows.get(place)).ok_or(Fault::Damaged("no flow"))?;
        let id = u16::try_from(id).unwrap_or_default();
        let held = |slot: &huashu_dsl::program::Slot| crate::Held {
            value: answered(&slot.name),
            ..Default::default()
        };
        session.stack.push(crate::Frame {
            id: FrameId(u32::from(id)),
            flow: FlowId(place.and_then(|place| u16::try_from(place).ok()).unwrap_or_default()),
            called: id > 0,
            slots: flow.slots.iter().map(held).collect(),
            trail: (0..12).map(NodeId).collect(),
            event: frame.event.clone().filter(|_| id == 0),
            ..frame.clone()
        });
    }
    session.next_frame = 2;
    let bytes = encode(&session);
    assert_eq!(decode(&program, &bytes)?, session);
    assert!((300..=544).contains(&bytes.len()), "{} bytes", bytes.len());
    Ok(())
}
