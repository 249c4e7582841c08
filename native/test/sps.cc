#include "test/sps.h"

#include "av/nal.h"

namespace haema::test {

namespace {

using av::Bytes;

class Bits {
 public:
  explicit Bits(av::NalView nal) {
    for (size_t i = 0; i < nal.size(); ++i) {
      const bool escape = i >= 2 && nal[i] == 3 && nal[i - 1] == 0 && nal[i - 2] == 0;
      if (!escape) plain_.push_back(nal[i]);
    }
  }
  uint32_t take(unsigned count) {
    uint32_t value = 0;
    for (; count > 0; --count, ++at_)
      value = value << 1 | (plain_.at(at_ / 8) >> (7 - at_ % 8) & 1u);
    return value;
  }
  bool flag() { return take(1) != 0; }
  void golombs(int count) {
    for (; count > 0; --count) golomb();
  }
  uint32_t golomb() {
    unsigned zeros = 0;
    while (!flag()) ++zeros;
    return (1u << zeros) - 1 + take(zeros);
  }
  /// All up to here, a zero, and the end of a NAL unit.
  Bytes endWithZero() const {
    Bytes plain(plain_.begin(), plain_.begin() + static_cast<ptrdiff_t>(at_ / 8));
    const unsigned kept = at_ % 8;
    plain.push_back(static_cast<uint8_t>(kept ? plain_[at_ / 8] & (0xff00u >> kept) : 0));
    if (kept == 7) plain.push_back(0);
    plain.back() |= static_cast<uint8_t>(kept == 7 ? 0x80 : 0x40 >> kept);
    Bytes escaped;
    size_t zeros = 0;
    for (const uint8_t byte : plain) {
      if (zeros >= 2 && byte <= 3) {
        escaped.push_back(3);
        zeros = 0;
      }
      zeros = byte == 0 ? zeros + 1 : 0;
      escaped.push_back(byte);
    }
    return escaped;
  }

 private:
  Bytes plain_;
  size_t at_ = 0;
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
    sps.take(33);
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
