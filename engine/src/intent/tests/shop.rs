//! The demo shop, compiled from the files in `flows/`; the benchmark includes this file too.

use huashu_dsl::program::Program;
use huashu_dsl::{Settings, Sources, compile};

/// The files of the shop.
const FILES: [(&str, &str); 23] = [
    ("仅退款.flow", include_str!("../../../../flows/仅退款.flow")),
    ("价保.flow", include_str!("../../../../flows/价保.flow")),
    ("优惠券.flow", include_str!("../../../../flows/优惠券.flow")),
    ("催发货.flow", include_str!("../../../../flows/催发货.flow")),
    ("共用.flow", include_str!("../../../../flows/共用.flow")),
    ("凑单.flow", include_str!("../../../../flows/凑单.flow")),
    ("双十一推送.flow", include_str!("../../../../flows/双十一推送.flow")),
    ("取消订单.flow", include_str!("../../../../flows/取消订单.flow")),
    ("少件错发.flow", include_str!("../../../../flows/少件错发.flow")),
    ("尺码推荐.flow", include_str!("../../../../flows/尺码推荐.flow")),
    ("开发票.flow", include_str!("../../../../flows/开发票.flow")),
    ("换货.flow", include_str!("../../../../flows/换货.flow")),
    ("改地址.flow", include_str!("../../../../flows/改地址.flow")),
    ("满减档.csv", include_str!("../../../../flows/满减档.csv")),
    ("物流查询.flow", include_str!("../../../../flows/物流查询.flow")),
    ("留言回电.flow", include_str!("../../../../flows/留言回电.flow")),
    ("订单查询.flow", include_str!("../../../../flows/订单查询.flow")),
    ("议价.flow", include_str!("../../../../flows/议价.flow")),
    ("质量投诉.flow", include_str!("../../../../flows/质量投诉.flow")),
    ("退货退款.flow", include_str!("../../../../flows/退货退款.flow")),
    ("部分退货.flow", include_str!("../../../../flows/部分退货.flow")),
    ("问答.csv", include_str!("../../../../flows/问答.csv")),
    ("预售.flow", include_str!("../../../../flows/预售.flow")),
];

/// The demo shop, or why it does not compile.
pub(crate) fn shop() -> Result<Program, String> {
    let mut sources = Sources::new();
    for (path, text) in FILES {
        sources.add(path, text);
    }
    let compiled = compile(&sources, &Settings::default());
    compiled.program.ok_or_else(|| format!("{:?}", compiled.diagnostics))
}
