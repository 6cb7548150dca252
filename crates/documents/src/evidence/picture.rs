//! A scanned page as a picture of a document.

use std::io::Cursor;

use image::{ImageFormat, ImageReader, Limits};

/// No scan needs more in a book: 156 mm at about 230 dots per inch.
const WIDEST: u32 = 1_400;
/// No page is larger than so many dots each way; a decoder takes no more memory than this allows.
const LARGEST: u32 = 20_000;
const MEMORY: u64 = 512 << 20;

/// A page as PNG.
pub struct Picture {
    png: Vec<u8>,
    width: u32,
    height: u32,
}

/// Why a picture was not taken.
#[derive(Debug, thiserror::Error)]
#[error("图片打不开：{0}。请重新扫描，存为 PNG、JPG 或 PDF")]
pub struct PictureError(String);

impl Picture {
    /// Reads a PNG or JPEG and makes it as small as print allows.
    ///
    /// # Errors
    /// Other formats, damaged and oversized pictures.
    pub fn read(bytes: &[u8]) -> Result<Picture, PictureError> {
        let failed = |error: image::ImageError| PictureError(error.to_string());
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| PictureError(error.to_string()))?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(LARGEST);
        limits.max_image_height = Some(LARGEST);
        limits.max_alloc = Some(MEMORY);
        reader.limits(limits);
        let picture = reader.decode().map_err(failed)?;
        let picture = match picture.width() > WIDEST {
            true => picture.thumbnail(WIDEST, u32::MAX),
            false => picture,
        };
        let mut png = Cursor::new(Vec::new());
        picture.write_to(&mut png, ImageFormat::Png).map_err(failed)?;
        Ok(Picture { png: png.into_inner(), width: picture.width().max(1), height: picture.height().max(1) })
    }

    pub(crate) fn png(&self) -> &[u8] {
        &self.png
    }

    /// Width and height within a frame, in its proportions.
    pub(crate) fn fitted(&self, widest: u32, highest: u32) -> (u32, u32) {
        let (w, h) = (u64::from(self.width), u64::from(self.height));
        let (widest, highest) = (u64::from(widest), u64::from(highest));
        let (width, height) =
            if w * highest >= h * widest { (widest, h * widest / w) } else { (w * highest / h, highest) };
        (u32::try_from(width).unwrap_or(u32::MAX), u32::try_from(height).unwrap_or(u32::MAX))
    }
}
