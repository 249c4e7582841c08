#include "test/sps.h"

#include "av/bits.h"
#include "av/nal.h"
#include "test/bit_writer.h"

namespace haema::test {

namespace {

using av::Bytes;

class Bits {
 public:
  explicit Bits(av::NalView nal) : plain_(av::withoutEmulation(nal)), reader_(plain_) {}
  uint32_t take(unsigned count) { return reader_.bits(count); }
  bool flag() { return reader_.flag(); }
  void golombs(int count) {
    for (; count > 0; --count) golomb();
  }
  uint32_t golomb() { return reader_.expGolomb(); }
  /// All up to here, a zero, and the end of a NAL unit.
  Bytes endWithZero() const {
    const size_t at = 8 * plain_.size() - reader_.left();
    Bytes plain(plain_.begin(), plain_.begin() + static_cast<ptrdiff_t>(at / 8));
    const unsigned kept = at % 8;
    plain.push_back(static_cast<uint8_t>(kept ? plain_[at / 8] & (0xff00u >> kept) : 0));
    if (kept == 7) plain.push_back(0);
    plain.back() |= static_cast<uint8_t>(kept == 7 ? 0x80 : 0x40 >> kept);
    return escaped(plain);
  }

 private:
  Bytes plain_;
  av::BitReader reader_;  // of plain_
};

/// Up to video usability information (H.264 7.3.2.1.1).
void passHead(Bits& sps) {
  sps.take(8);
  const auto profile = static_cast<uint8_t>(sps.take(8));
  sps.take(16);
  sps.golomb();
  if (av::hasSampleFormat(profile)) {
    sps.golombs(3);
    sps.take(2);  // no scaling matrix
  }
  sps.golomb();
  if (sps.golomb() == 0) sps.golomb();  // pic_order_cnt_type
  sps.golomb();
  sps.take(1);
  sps.golombs(2);
  if (!sps.flag()) sps.take(1);  // frame_mbs_only_flag
  sps.take(1);
  if (sps.flag()) sps.golombs(4);  // cropping
}

/// Up to bitstream_restriction_flag (H.264 E.1.1); no HRD.
void passUsability(Bits& sps) {
  sps.take(1);
  if (sps.flag() && sps.take(8) == 255) sps.take(32);
  if (sps.flag()) sps.take(1);
  if (sps.flag()) {
    sps.take(4);
    if (sps.flag()) sps.take(24);
  }
  if (sps.flag()) sps.golombs(2);
  if (sps.flag()) {
    sps.take(32);
    sps.take(32);
    sps.take(1);
  }
  sps.take(3);
}

}  // namespace

Bytes withoutReorderDepth(const Bytes& extradata) {
  Bytes changed;
  for (const av::NalView nal : av::splitAnnexB(extradata)) {
    if (av::nalType(nal) != av::NalType::kSps) {
      av::appendAnnexB(changed, nal);
      continue;
    }
    Bits sps(nal);
    passHead(sps);
    passUsability(sps);
    av::appendAnnexB(changed, sps.endWithZero());
  }
  return changed;
}

}  // namespace haema::test
