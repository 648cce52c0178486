use super::read;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const CONTENT: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// An `.xlsx` of sheets, each with its attributes in the workbook and what stands in it.
fn book(sheets: &[(&str, &str)]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| -> Outcome {
        zip.start_file(name, SimpleFileOptions::default())?;
        Ok(zip.write_all(text.as_bytes())?)
    };
    let (mut listed, mut related) = (String::new(), String::new());
    for (i, (attributes, _)) in sheets.iter().enumerate() {
        listed.push_str(&format!(r#"<sheet {attributes} sheetId="{0}" r:id="rId{0}"/>"#, i + 1));
        related.push_str(&format!(
            r#"<Relationship Id="rId{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{0}.xml"/>"#,
            i + 1
        ));
    }
    part("[Content_Types].xml", CONTENT)?;
    part("_rels/.rels", RELS)?;
    part("xl/styles.xml", STYLES)?;
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    part(
        "xl/workbook.xml",
        &format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{relations}"><sheets>{listed}</sheets></workbook>"#),
    )?;
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>"#
        ),
    )?;
    for (i, (_, inside)) in sheets.iter().enumerate() {
        part(
            &format!("xl/worksheets/sheet{}.xml", i + 1),
            &format!(r#"<worksheet xmlns="{MAIN}">{inside}</worksheet>"#),
        )?;
    }
    Ok(zip.finish()?.into_inner())
}

fn text(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
}

fn rows(rows: &[&str]) -> String {
    let numbered = rows.iter().enumerate().map(|(i, row)| format!(r#"<row r="{}">{row}</row>"#, i + 1));
    format!("<sheetData>{}</sheetData>", numbered.collect::<String>())
}

#[test]
fn cells_of_every_kind_become_a_table() -> Outcome {
    let cells = [
        [text("A1", "问法"), text("B1", "答"), text("D1", "有效从")].concat(),
        String::new(),
        [
            text("A3", "几天到\n多久到"),
            text("B3", " 三天，\"顺丰\"。 "),
            r#"<c r="C3"><v>3</v></c><c r="D3" s="1"><v>46296</v></c><c r="E3" s="2"><v>46296.5</v></c><c r="F3" t="b"><v>1</v></c><c r="G3"><f>1+1.5</f><v>2.5</v></c>"#.to_owned(),
        ]
        .concat(),
        [text("A4", "甲,乙"), text("B4", "好"), text("C4", "   ")].concat(),
    ];
    let inside = rows(&cells.each_ref().map(String::as_str));
    let hidden = rows(&[&text("A1", "藏着的")]);
    let bytes = book(&[(r#"name="旧的" state="hidden""#, &hidden), (r#"name="问答""#, &inside)])?;
    let sheet = read(&bytes).map_err(|m| m.zh)?;
    assert_eq!(
        sheet.text,
        "问法,答,,有效从\n\n\"几天到\n多久到\",\"三天，\"\"顺丰\"\"。\",3,2026-10-01,2026-10-01 12:00,是,2.5\n\"甲,乙\",好"
    );
    assert!(sheet.wrong.is_empty(), "{:?}", sheet.wrong);
    Ok(())
}

#[test]
fn merged_and_broken_cells_are_called_by_their_names() -> Outcome {
    let inside = rows(&[
        &[text("A1", "问法"), text("B1", "答")].concat(),
        &[text("A2", "运费"), r#"<c r="B2" t="e"><v>#N/A</v></c>"#.to_owned()].concat(),
    ]) + r#"<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>"#;
    let sheet = read(&book(&[(r#"name="问答""#, &inside)])?).map_err(|m| m.zh)?;
    let wrong: Vec<_> =
        sheet.wrong.iter().map(|(at, m)| (sheet.text.get(at.clone()), m.zh.as_str())).collect();
    assert_eq!(
        wrong,
        [
            (Some("运费"), "A2:A4 是合并的单元格；请取消合并，每一行都写全。"),
            (Some("#N/A"), "B2 是一个公式错误 #N/A；先在表格里改好。")
        ]
    );
    Ok(())
}

#[test]
fn what_is_no_table_is_said_so() -> Outcome {
    let far = rows(&[r#"<c r="A1"><v>1</v></c>"#])
        .replace("</sheetData>", r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>"#);
    let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
    bomb.start_file("xl/workbook.xml", SimpleFileOptions::default())?;
    bomb.write_all(&vec![b' '; 20 * 1024 * 1024])?;
    let bomb = bomb.finish()?.into_inner();
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    let whole = book(&[(r#"name="一""#, &rows(&[&text("A1", "好")]))])?;
    let half = whole.get(..whole.len() / 2).unwrap_or_default().to_vec();
    let ole = [&[0xD0, 0xCF, 0x11, 0xE0][..], &[0; 600]].concat();
    let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hidden = book(&[(r#"name="一" state="hidden""#, &rows(&[]))])?;
    let cases: [(&[u8], &str); 10] = [
        (&book(&[(r#"name="一""#, &far)])?, "XFD1048576"),
        (&bomb, "展开以后太大"),
        (&half, "坏了"),
        (&[&ole[..], &locked].concat(), "密码"),
        (&ole, ".xls"),
        (b"<html><table></table></html>", "网页"),
        ("问法,答\n".as_bytes(), ".csv"),
        (&[0xCE, 0xCA, 0xB7, 0xA8, b',', b'\n'], ".csv"),
        (b"", "空的"),
        (&hidden, "看得见的工作表"),
    ];
    for (bytes, says) in cases {
        let said = read(bytes).err().map(|m| m.zh).unwrap_or_default();
        assert!(said.contains(says), "{says}: {said}");
    }
    Ok(())
}

#[test]
fn a_shop_reads_its_questions_from_a_spreadsheet() -> Outcome {
    let dir = crate::scratch::Scratch::new()?;
    dir.write("huashu.yaml", "shop: x\n")?;
    dir.write("flows/店.flow", "语言版本 1\n\n问答 来自 \"问答.xlsx\"\n")?;
    let save = |last: &str| -> Outcome {
        let inside = rows(&[
            &[text("A1", "问法"), text("B1", "答"), text("C1", "有效到")].concat(),
            &[
                text("A2", "运费谁出"),
                text("B2", "我们出。"),
                r#"<c r="C2" s="1"><v>46296</v></c>"#.to_owned(),
            ]
            .concat(),
            last,
        ]);
        Ok(std::fs::write(dir.path().join("flows/问答.xlsx"), book(&[(r#"name="一""#, &inside)])?)?)
    };
    let found = || -> Result<(usize, Vec<String>), Box<dyn std::error::Error>> {
        let (release, found) = crate::release::prepare(&crate::shop::Shop::load(dir.path())?);
        let said = found.iter().map(|d| format!("{} {}", d.code.0, d.message.zh)).collect();
        Ok((release.map_or(0, |release| release.program.faqs.len()), said))
    };
    save(&[text("A3", "几天到"), text("B3", "三天。")].concat())?;
    assert_eq!(found()?, (2, Vec::new()));
    save(&[text("A3", "几天到"), text("B3", "三天。"), text("C3", "下周")].concat())?;
    assert_eq!(found()?, (0, vec!["E0423 C3：这里要日期，比如 2026-10-01，不是“下周”。".to_owned()]));
    std::fs::write(dir.path().join("flows/问答.xlsx"), "问法,答\n")?;
    let (_, said) = found()?;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said.first().is_some_and(|said| said.starts_with("E0001") && said.contains(".csv")));
    Ok(())
}
