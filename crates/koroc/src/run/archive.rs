//! The zip that Lambda takes: one file, `bootstrap`, which may be executed.
//!
//! The format is APPNOTE.TXT 6.3 of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16. All of it is written here, since of zips in general nothing
//! else is needed.

use std::io::{self, Write as _};

use flate2::{Compression, Crc, write::DeflateEncoder};

/// The name that `provided.al2023` starts.
const NAME: &[u8] = b"bootstrap";

/// What is said of the file in both of its headers: zip 2.0, no flags, deflated, and always the first time that a zip can tell
/// (1980-01-01 00:00), so that the same program gives the same zip.
const KIND: [u8; 10] = [20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];

/// A regular file that all may read and execute, as Unix has it in the upper half of the external attributes.
const MODE: u32 = 0o100_755 << 16;

/// The program as a zip: the same bytes for the same program.
///
/// # Errors
///
/// A program that is larger than a zip without extensions holds, 4 GB; Lambda's own limit is 250 MB.
pub(super) fn zip(program: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(program)?;
    let deflated = encoder.finish()?;
    let mut crc = Crc::new();
    crc.update(program);
    let sizes = [crc.sum(), size(deflated.len())?, size(program.len())?].map(u32::to_le_bytes).concat();
    let name_length = [u8::try_from(NAME.len()).expect("the name is short"), 0];

    let local = [b"PK\x03\x04", &KIND[..], &sizes, &name_length, &[0, 0], NAME].concat();
    // Made by Unix, which is what gives the attributes their meaning; no extras, no comment, on the first disk, a binary.
    let before_attributes = [0; 8];
    let central = [b"PK\x01\x02", &[20, 3][..], &KIND, &sizes, &name_length, &before_attributes, &MODE.to_le_bytes(), &0_u32.to_le_bytes(), NAME].concat();
    let start = size(local.len() + deflated.len())?.to_le_bytes();
    let end = [b"PK\x05\x06", &[0, 0, 0, 0, 1, 0, 1, 0][..], &size(central.len())?.to_le_bytes(), &start, &[0, 0]].concat();
    Ok([local, deflated, central, end].concat())
}

fn size(length: usize) -> io::Result<u32> {
    u32::try_from(length).map_err(|_| io::Error::other("the program is larger than 4 GB"))
}
