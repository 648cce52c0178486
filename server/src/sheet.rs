//! A spreadsheet as the table the language reads: the cells of its first visible sheet as comma-separated values, row by row.
//!
//! The rows keep their numbers, so that whoever finds something wrong in the table can name the cell as the spreadsheet does.

use calamine::{Data, DataType, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use huashu_dsl::{Message, keywords};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::ops::Range;

/// The most bytes that a spreadsheet may unpack to.
const MAX_UNPACKED: u64 = 16 * 1024 * 1024;
/// The most rows and columns.
const MAX_ROWS: u32 = 10_000;
const MAX_COLUMNS: u32 = 100;
/// The most bytes of the table.
const MAX_TEXT: usize = 1024 * 1024;

/// What a spreadsheet holds.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its cells, as comma-separated values.
    pub text: String,
    /// What is wrong with single cells, and where those stand in the text.
    pub wrong: Vec<(Range<usize>, Message)>,
}

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Reads the first visible sheet of an `.xlsx`.
///
/// # Errors
/// A sentence for the merchant: no spreadsheet, with a password, too large, damaged.
pub fn read(bytes: &[u8]) -> Result<Sheet, Message> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(no_spreadsheet(bytes));
    }
    unpacks_small(bytes)?;
    // The reader of a foreign format is the one thing here that might panic on what it is given.
    std::panic::catch_unwind(|| first_sheet(bytes)).unwrap_or_else(|_| Err(damaged()))
}

fn first_sheet(bytes: &[u8]) -> Result<Sheet, Message> {
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let visible = |s: &&calamine::Sheet| s.typ == SheetType::WorkSheet && s.visible == SheetVisible::Visible;
    let Some(name) = book.sheets_metadata().iter().find(visible).map(|sheet| sheet.name.clone()) else {
        return Err(Message::new(
            "这个 Excel 文件里没有看得见的工作表。",
            "This Excel file has no visible worksheet.",
        ));
    };
    let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
    let cells = cells(&mut book, &name)?;
    let mut table = Table::default();
    table.write(&cells)?;
    for area in merged {
        let (from, to) = (cell_name(area.start), cell_name(area.end));
        let place = table.places.get(&area.start).cloned().unwrap_or_default();
        table.sheet.wrong.push((
            place,
            Message::new(
                format!("{from}:{to} 是合并的单元格；请取消合并，每一行都写全。"),
                format!("{from}:{to} is a merged cell; unmerge it and fill in every row."),
            ),
        ));
    }
    table.sheet.wrong.sort_by_key(|(place, _)| place.start);
    Ok(table.sheet)
}

/// The cells that say something, by row and column.
fn cells(book: &mut Book<'_>, name: &str) -> Result<BTreeMap<(u32, u32), Data>, Message> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|error| refused(&error))?;
    let mut cells = BTreeMap::new();
    while let Some(cell) = reader.next_cell().map_err(|error| refused(&error))? {
        let at = cell.get_position();
        let value = Data::from(cell.get_value().clone());
        if value.is_empty() || value.get_string().is_some_and(|text| text.trim().is_empty()) {
            continue;
        }
        if at.0 >= MAX_ROWS || at.1 >= MAX_COLUMNS {
            let place = cell_name(at);
            return Err(Message::new(
                format!("{place} 超出了一张表最多的 {MAX_ROWS} 行 {MAX_COLUMNS} 列。"),
                format!(
                    "{place} lies beyond the {MAX_ROWS} rows and {MAX_COLUMNS} columns that a table may have."
                ),
            ));
        }
        cells.insert(at, value);
    }
    Ok(cells)
}

#[derive(Default)]
struct Table {
    sheet: Sheet,
    /// Where each cell stands in the text.
    places: BTreeMap<(u32, u32), Range<usize>>,
}

impl Table {
    fn write(&mut self, cells: &BTreeMap<(u32, u32), Data>) -> Result<(), Message> {
        let (mut row, mut column) = (0, 0);
        for (&at, value) in cells {
            while row < at.0 {
                self.sheet.text.push('\n');
                (row, column) = (row + 1, 0);
            }
            while column < at.1 {
                self.sheet.text.push(',');
                column += 1;
            }
            let start = self.sheet.text.len();
            self.quote(&shown(value));
            let place = start..self.sheet.text.len();
            if let Data::Error(error) = value {
                let name = cell_name(at);
                let zh = format!("{name} 是一个公式错误 {error}；先在表格里改好。");
                let en = format!("{name} is the error {error} of a formula; mend it in the spreadsheet.");
                self.sheet.wrong.push((place.clone(), Message::new(zh, en)));
            }
            self.places.insert(at, place);
            if self.sheet.text.len() > MAX_TEXT {
                return Err(too_large());
            }
        }
        Ok(())
    }

    fn quote(&mut self, text: &str) {
        if text.contains(['"', ',', ';', '\t', '\n', '\r']) {
            self.sheet.text.push('"');
            self.sheet.text.push_str(&text.replace('"', "\"\""));
            self.sheet.text.push('"');
        } else {
            self.sheet.text.push_str(text);
        }
    }
}

/// A cell as somebody would type it: dates as 2026-10-01, whole numbers without a point, yes and no as the language has them.
fn shown(value: &Data) -> String {
    match value {
        Data::String(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => keywords::zh("yes").to_owned(),
        Data::Bool(false) => keywords::zh("no").to_owned(),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            match (moment.is_datetime() && moment.as_f64() >= 1.0, hour, minute) {
                (true, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                (true, ..) => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
                (false, ..) => format!("{hour:02}:{minute:02}"),
            }
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.trim_end_matches("T00:00:00").replace('T', " ")
        }
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// `B7` for row 6 and column 1, as counted from 0.
fn cell_name((row, column): (u32, u32)) -> String {
    let mut letters = String::new();
    let mut rest = Some(column);
    while let Some(n) = rest {
        letters.insert(0, char::from(b'A' + u8::try_from(n % 26).unwrap_or_default()));
        rest = (n / 26).checked_sub(1);
    }
    format!("{letters}{}", row + 1)
}

/// Whether the parts of the file together unpack to no more than is read; what they say of their own size is not believed.
fn unpacks_small(bytes: &[u8]) -> Result<(), Message> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut left = MAX_UNPACKED;
    for i in 0..zip.len() {
        let part = zip.by_index(i).map_err(|_| damaged())?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| damaged())?;
        left = left.checked_sub(read).ok_or_else(too_large)?;
    }
    Ok(())
}

/// What a file is that is called `.xlsx` and is none.
fn no_spreadsheet(bytes: &[u8]) -> Message {
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let holds = |words: &[u8]| head.windows(words.len()).any(|w| w.eq_ignore_ascii_case(words));
    if bytes.is_empty() {
        return Message::new("这个 Excel 文件是空的。", "This Excel file is empty.");
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if bytes.windows(encrypted.len()).any(|w| w == encrypted) {
            return with_password();
        }
        return Message::new(
            "这是旧版 Excel 的 .xls，只是改了名字；请在 Excel 里另存为 .xlsx。",
            "This is an .xls of an older Excel under another name; save it as .xlsx.",
        );
    }
    if holds(b"<html") || holds(b"<table") || holds(b"<?xml") {
        return Message::new(
            "这是一个网页，不是 Excel 文件；请用 Excel 打开，再另存为 .xlsx。",
            "This is a web page, not an Excel file; open it in Excel and save it as .xlsx.",
        );
    }
    if std::str::from_utf8(head).is_ok() || !head.contains(&0) {
        return Message::new(
            "这是一个文本文件，不是 Excel 文件；是 CSV 的话，把名字改成 .csv。",
            "This is a text file, not an Excel file; if it is a CSV, call it .csv.",
        );
    }
    damaged()
}

fn refused(error: &XlsxError) -> Message {
    if matches!(error, XlsxError::Password) { with_password() } else { damaged() }
}

fn with_password() -> Message {
    Message::new(
        "这个 Excel 文件设了密码，读不了；请去掉密码再保存。",
        "This Excel file has a password and cannot be read; save it without one.",
    )
}

fn damaged() -> Message {
    Message::new(
        "这个 Excel 文件坏了，读不了；请在 Excel 里打开，另存为一份新的。",
        "This Excel file is damaged and cannot be read; open it in Excel and save a new copy.",
    )
}

fn too_large() -> Message {
    Message::new(
        "这个 Excel 文件展开以后太大，没有读它。",
        "This Excel file unpacks to too much and was not read.",
    )
}

#[cfg(test)]
mod tests;
