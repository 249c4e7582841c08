/** CRC-32/MPEG-2 (ISO/IEC 13818-1 Annex A); 0 over a section with its own checksum. */
export const crc32Mpeg = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
    }
  }
  return crc >>> 0;
};
