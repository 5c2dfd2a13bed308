//! A source that may be packed with gzip, as a stream of unpacked bytes that survives damage.
//!
//! A gzip file is a row of members, each with its own header and checksum; archives of the web have one for each record,
//! by convention only. What a plain decoder cannot do, and [`Unpack`] does: say at which byte a member is damaged, go on at
//! the next member that unpacks, and hold the ratio of unpacked to packed bytes under a limit. A damaged member may run on
//! into its neighbours before the fault shows, so the search goes back to the byte after its start, as long as the bytes
//! read twice stay in proportion to those read once: hostile input cannot make it quadratic.
//!
//! Source: RFC 1952, sections 2.2 and 2.3 (members, header, trailer).

use crate::Limits;
use flate2::{Crc, Decompress, FlushDecompress, Status};
use memchr::memmem;
use std::fmt;
use std::io::{self, Read};

/// How many bytes are taken from the source, and given, at once.
const CHUNK: usize = 64 << 10;
/// How many packed bytes of the present member are kept, for a search that goes back.
const KEPT: usize = 8 << 20;
/// A trial of a member that might begin somewhere sees so many bytes, packed and unpacked.
const TRIAL: usize = 4 << 10;
/// Bytes that may be read twice in any file, however small; beyond them the file must have a fifth as many.
const FREE_REWORK: u64 = 32 << 20;
/// The longest header of a member: 64 KB of extra field, and a name and a comment of reasonable length.
const LONGEST_HEADER: usize = 128 << 10;
/// A ratio of unpacked to packed bytes says nothing before so many were unpacked.
const RATIO_COUNTS_FROM: u64 = 1 << 20;

/// A place in a source from which it can be read on.
///
/// In a file with one gzip member for each record, and in one that is not packed, `inside` is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Offset of the gzip member, or of the byte itself where nothing is packed.
    pub at: u64,
    /// How many unpacked bytes of that member come before.
    pub inside: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.inside {
            0 => write!(f, "byte {}", self.at),
            inside => write!(f, "byte {} (unpacked byte {inside} of the gzip member there)", self.at),
        }
    }
}

/// Something that could not be read, and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Where what is damaged begins.
    pub place: Place,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// A source, packed or not, as unpacked bytes.
pub(crate) struct Unpack<R> {
    source: R,
    source_ended: bool,
    /// Bytes of the source from offset `base` on; those before `next` are used up.
    window: Vec<u8>,
    base: u64,
    next: usize,
    packed: bool,
    ratio: u64,
    inflate: Decompress,
    crc: Crc,
    /// Whether the member that began last has not ended.
    in_member: bool,
    /// Where the member that began last begins, and how many bytes it has given.
    start: u64,
    given: u64,
    /// Unpacked bytes; those before `out_next` were taken.
    out: Vec<u8>,
    out_next: usize,
    /// Whether `out` holds the first bytes of a member.
    out_is_first: bool,
    /// Told once the bytes before it were taken.
    pending: Option<(Damage, Next)>,
    probe: Decompress,
    rework: u64,
}

/// Where the search for the next member begins.
#[derive(Clone, Copy)]
enum Next {
    /// One byte after the start of the damaged one.
    AfterStart,
    /// Where reading stopped.
    Here,
    /// Nowhere: the source itself failed.
    Nowhere,
}

impl<R: Read> Unpack<R> {
    /// A source of which the next byte is at `offset`.
    pub fn new(source: R, offset: u64, limits: &Limits) -> Unpack<R> {
        let mut unpack = Unpack {
            source,
            source_ended: false,
            window: Vec::new(),
            base: offset,
            next: 0,
            packed: false,
            ratio: limits.ratio.max(1),
            inflate: Decompress::new(false),
            crc: Crc::new(),
            in_member: false,
            start: offset,
            given: 0,
            out: Vec::new(),
            out_next: 0,
            out_is_first: false,
            pending: None,
            probe: Decompress::new(false),
            rework: 0,
        };
        unpack.ensure(2);
        unpack.packed = unpack.window.starts_with(b"\x1F\x8B");
        unpack
    }

    /// Whether the source is packed with gzip.
    pub fn is_packed(&self) -> bool {
        self.packed
    }

    /// Takes a source for packed whose first bytes are damaged: no line of an archive in them, but a member behind.
    pub fn expect_archive(&mut self) {
        self.ensure(CHUNK);
        let has = |part: &[u8]| memmem::find(&self.window, part).is_some();
        self.packed |= !has(b"WARC/") && has(b"\x1F\x8B\x08");
    }

    /// How many bytes of the source were used.
    pub fn position(&self) -> u64 {
        self.base + self.next as u64
    }

    /// Where the next byte that [`Unpack::fill`] gives stands.
    pub fn place(&self) -> Place {
        let left = (self.out.len() - self.out_next) as u64;
        if !self.packed {
            return Place { at: self.position().saturating_sub(left), inside: 0 };
        }
        if left == 0 && !self.in_member {
            return Place { at: self.position(), inside: 0 };
        }
        Place { at: self.start, inside: self.given.saturating_sub(left) }
    }

    /// Whether the bytes that [`Unpack::fill`] gives are the first of a member.
    pub fn is_at_member(&self) -> bool {
        self.out_is_first && self.out_next == 0 && !self.out.is_empty()
    }

    /// The bytes that come next, at least 16 where the member has so many; none at the end.
    ///
    /// After an error the stream goes on with the next member that unpacks.
    pub fn fill(&mut self) -> Result<&[u8], Damage> {
        while self.out_next == self.out.len() {
            if let Some((damage, next)) = self.pending.take() {
                self.recover(next);
                return Err(damage);
            }
            self.out.clear();
            self.out_next = 0;
            if !self.more() {
                break;
            }
        }
        Ok(&self.out[self.out_next..])
    }

    /// Marks so many bytes as taken.
    pub fn consume(&mut self, n: usize) {
        self.out_next = (self.out_next + n).min(self.out.len());
    }

    /// Gives bytes back that were taken last.
    pub fn unread(&mut self, bytes: &[u8]) {
        if bytes.len() <= self.out_next && self.out[self.out_next - bytes.len()..self.out_next] == *bytes {
            self.out_next -= bytes.len();
        } else {
            self.out.splice(..self.out_next, bytes.iter().copied());
            self.out_next = 0;
            self.out_is_first = false;
        }
    }

    /// Fills `out`, or notes what is wrong; `false` at the end of the source.
    fn more(&mut self) -> bool {
        if !self.packed {
            if self.next == self.window.len() && !self.refill() {
                return self.pending.is_some();
            }
            let rest = &self.window[self.next..];
            self.out.extend_from_slice(&rest[..rest.len().min(CHUNK)]);
            self.next += self.out.len();
            return true;
        }
        if !self.in_member && !self.begin() {
            return self.pending.is_some();
        }
        if self.in_member {
            self.inflate_some();
        }
        true
    }

    /// Begins the member at the next byte; `false` at the end of the source or if there is none.
    fn begin(&mut self) -> bool {
        // Tapes and disks are padded with zeros; gzip itself passes over them.
        loop {
            match self.window[self.next..].iter().position(|b| *b != 0) {
                Some(zeros) => self.next += zeros,
                None => self.next = self.window.len(),
            }
            if self.next < self.window.len() {
                break;
            }
            if !self.refill() {
                return false;
            }
        }
        self.start = self.position();
        self.given = 0;
        match self.header(self.next) {
            Ok(length) => {
                self.next += length;
                self.in_member = true;
                self.inflate.reset(false);
                self.crc.reset();
                true
            }
            Err(what) => {
                self.fail(what, Next::AfterStart);
                false
            }
        }
    }

    /// Unpacks up to one chunk of the present member.
    fn inflate_some(&mut self) {
        self.out_is_first = self.given == 0;
        self.out.resize(CHUNK, 0);
        let mut made = 0;
        let mut failed = None;
        while made < 16 {
            if self.next == self.window.len() && !self.refill() && self.pending.is_none() {
                failed = Some("the file ends inside this gzip member");
                break;
            }
            if self.pending.is_some() {
                break;
            }
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let result = self.inflate.decompress(
                &self.window[self.next..],
                &mut self.out[made..],
                FlushDecompress::None,
            );
            self.next += (self.inflate.total_in() - before_in) as usize;
            let new = (self.inflate.total_out() - before_out) as usize;
            self.crc.update(&self.out[made..made + new]);
            made += new;
            match result {
                Ok(Status::StreamEnd) => {
                    self.in_member = false;
                    failed = self.trailer().err();
                    break;
                }
                Ok(_) => {}
                Err(_) => {
                    failed = Some("this gzip member is damaged");
                    break;
                }
            }
        }
        self.out.truncate(made);
        self.given += made as u64;
        let packed = self.position() - self.start;
        if self.given > RATIO_COUNTS_FROM && self.given / packed.max(1) >= self.ratio {
            self.out.clear();
            let what = format!("this gzip member unpacks to more than {} times its size", self.ratio);
            self.fail(what, Next::Here);
        } else if let Some(what) = failed {
            self.fail(what, Next::AfterStart);
        }
    }

    /// Compares checksum and length behind a member.
    fn trailer(&mut self) -> Result<(), &'static str> {
        if !self.ensure(8) {
            self.next = self.window.len();
            return Err("the file ends inside this gzip member");
        }
        let trailer = &self.window[self.next..self.next + 8];
        let said = (u32_at(trailer, 0), u32_at(trailer, 4));
        self.next += 8;
        if said == (self.crc.sum(), self.crc.amount()) {
            Ok(())
        } else {
            Err("the checksum of this gzip member is wrong")
        }
    }

    fn fail(&mut self, what: impl Into<String>, next: Next) {
        let place = Place { at: self.start, inside: 0 };
        self.in_member = false;
        self.pending = Some((Damage { place, what: what.into() }, next));
    }

    /// Goes to the next member that unpacks, or to the end of the source.
    fn recover(&mut self, next: Next) {
        match next {
            Next::Nowhere => {
                self.in_member = false;
                self.next = self.window.len();
                return;
            }
            _ if !self.packed => return,
            Next::Here => {}
            Next::AfterStart => {
                let back = self.position().saturating_sub((self.start + 1).max(self.base));
                if self.may_rework(back) {
                    self.next -= back as usize;
                }
            }
        }
        // The damaged member is behind: what is kept of it is not needed.
        self.start = self.position();
        loop {
            match memmem::find(&self.window[self.next..], b"\x1F\x8B\x08") {
                Some(at) => {
                    self.next += at;
                    if self.unpacks() {
                        return;
                    }
                    self.next += 1;
                }
                None => {
                    self.next = self.window.len().saturating_sub(2).max(self.next);
                    if !self.refill() {
                        self.next = self.window.len();
                        return;
                    }
                }
            }
            self.start = self.position();
        }
    }

    /// Whether a member that unpacks seems to begin at the next byte.
    fn unpacks(&mut self) -> bool {
        self.ensure(TRIAL);
        if !self.may_rework(TRIAL as u64) {
            return false;
        }
        let bytes = &self.window[self.next..];
        let bytes = &bytes[..bytes.len().min(TRIAL)];
        let Some(Ok(header)) = header(bytes) else { return false };
        let mut out = [0; TRIAL];
        self.probe.reset(false);
        let result = self.probe.decompress(&bytes[header..], &mut out, FlushDecompress::None);
        let (used, made) = (self.probe.total_in() as usize, self.probe.total_out() as usize);
        match result {
            Err(_) => false,
            Ok(Status::StreamEnd) => {
                let mut crc = Crc::new();
                crc.update(&out[..made]);
                bytes
                    .get(header + used..header + used + 8)
                    .is_none_or(|trailer| u32_at(trailer, 0) == crc.sum())
            }
            Ok(_) => made > 0,
        }
    }

    /// Whether so many bytes may be read once more.
    fn may_rework(&mut self, bytes: u64) -> bool {
        let may = self.rework + bytes <= FREE_REWORK + 5 * self.position();
        self.rework += if may { bytes } else { 0 };
        may
    }

    /// The length of the header of the member at `window[at..]`.
    fn header(&mut self, at: usize) -> Result<usize, &'static str> {
        let offset = self.base + at as u64;
        loop {
            let at = (offset - self.base) as usize;
            match header(&self.window[at..]) {
                Some(Ok(length)) => return Ok(length),
                Some(Err(what)) => return Err(what),
                None if self.window.len() - at > LONGEST_HEADER => return Err("this gzip header has no end"),
                None => {
                    if !self.refill() {
                        return Err("the file ends inside this gzip header");
                    }
                }
            }
        }
    }

    /// Sees to it that so many bytes stand in the window, if the source has them.
    fn ensure(&mut self, bytes: usize) -> bool {
        while self.window.len() - self.next < bytes {
            if !self.refill() {
                return false;
            }
        }
        true
    }

    /// Takes a chunk from the source; `false` at its end.
    fn refill(&mut self) -> bool {
        if self.source_ended {
            return false;
        }
        let of_member = (self.start.max(self.base) - self.base) as usize;
        let keep_from = of_member.max(self.next.saturating_sub(KEPT)).min(self.next);
        if keep_from >= CHUNK && keep_from >= self.window.len() / 2 {
            self.window.drain(..keep_from);
            self.base += keep_from as u64;
            self.next -= keep_from;
        }
        let length = self.window.len();
        self.window.resize(length + CHUNK, 0);
        let result = loop {
            match self.source.read(&mut self.window[length..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        self.window.truncate(length + result.as_ref().map_or(0, |n| *n));
        match result {
            Ok(0) => self.source_ended = true,
            Ok(_) => {}
            Err(e) => {
                self.source_ended = true;
                let place = Place { at: self.base + length as u64, inside: 0 };
                self.pending = Some((Damage { place, what: format!("reading stopped: {e}") }, Next::Nowhere));
            }
        }
        !self.source_ended
    }
}

/// Reading on its own, for what is no archive: damage is an error, and what follows it is still given.
impl<R: Read> Read for Unpack<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes =
            self.fill().map_err(|damage| io::Error::new(io::ErrorKind::InvalidData, damage.to_string()))?;
        let n = bytes.len().min(into.len());
        into[..n].copy_from_slice(&bytes[..n]);
        self.consume(n);
        Ok(n)
    }
}

/// The length of a gzip header, or why it is none; `None` if it is cut off.
fn header(bytes: &[u8]) -> Option<Result<usize, &'static str>> {
    const CHECKSUM: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const RESERVED: u8 = 0xE0;
    let wrong = Some(Err("no gzip member begins here"));
    if !b"\x1F\x8B\x08".starts_with(&bytes[..bytes.len().min(3)]) {
        return wrong;
    }
    let flags = *bytes.get(3)?;
    if flags & RESERVED != 0 {
        return wrong;
    }
    let mut at = 10;
    if flags & EXTRA != 0 {
        let length = bytes.get(at..at + 2)?;
        at += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    for flag in [NAME, COMMENT] {
        if flags & flag != 0 {
            at += 1 + memchr::memchr(0, bytes.get(at..)?)?;
        }
    }
    if flags & CHECKSUM != 0 {
        at += 2;
    }
    (at <= bytes.len()).then_some(Ok(at))
}

/// What is wrong with a text over the limit.
pub(crate) fn too_long(limits: &Limits) -> String {
    match limits.text {
        bytes if bytes >= 1 << 20 => format!("is longer than the {} MB that one text may have", bytes >> 20),
        bytes => format!("is longer than the {bytes} bytes that one text may have"),
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
