#include "av/nal.h"

#include <random>

#include "av/aac.h"
#include "av/error.h"
#include "test/check.h"

using namespace haema::av;

namespace {

template <typename Run>
bool fails(Code code, Run run) {
  try {
    run();
  } catch (const Error& error) {
    return error.code() == code;
  }
  return false;
}

void testSplit() {
  const Bytes stream{9, 9, 0,    0, 1, 0x67, 1, 2, 0, 0, 0, 1, 0x68, 3,    0, 0, 0, 0,
                     0, 1, 0x65, 0, 0, 3,    1, 0, 0, 1, 0, 0, 1,    0x41, 7, 0, 0};
  const auto units = splitAnnexB(stream);
  CHECK_EQ(units.size(), 4u);
  if (units.size() != 4) return;
  CHECK(Bytes(units[0].begin(), units[0].end()) == Bytes({0x67, 1, 2}));
  CHECK(Bytes(units[1].begin(), units[1].end()) == Bytes({0x68, 3}));
  CHECK(Bytes(units[2].begin(), units[2].end()) == Bytes({0x65, 0, 0, 3, 1}));
  CHECK(Bytes(units[3].begin(), units[3].end()) == Bytes({0x41, 7}));
  CHECK(nalType(units[0]) == NalType::kSps && nalType(units[2]) == NalType::kIdrSlice);
  for (const Bytes& empty :
       {Bytes{}, Bytes{0}, Bytes{0, 0, 1}, Bytes{0, 0, 0, 1, 0, 0}, Bytes{1, 2, 3, 4}}) {
    CHECK(splitAnnexB(empty).empty());
  }
}

void testStrip() {
  Bytes stream;
  for (const uint8_t header : {0x09, 0x67, 0x68, 0x06, 0x65, 0x0c, 0x65, 0x0a, 0x0b}) {
    appendAnnexB(stream, Bytes{header, 0x11});
  }
  CHECK(stripAnnexB(stream) == Bytes({0, 0, 0, 1, 0x65, 0x11, 0, 0, 0, 1, 0x65, 0x11}));
  CHECK(toLengthPrefixed(stripAnnexB(stream)) ==
        Bytes({0, 0, 0, 2, 0x65, 0x11, 0, 0, 0, 2, 0x65, 0x11}));
  CHECK(stripAnnexB(Bytes{0, 0, 1, 0x06, 5}).empty());
}

/// What is joined with either start code comes apart again.
void testRoundTrip() {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    std::vector<Bytes> nals(random() % 6);
    Bytes stream;
    for (Bytes& nal : nals) {
      nal.push_back(0x41);
      for (size_t i = random() % 40, zeros = 0; i > 0; --i) {
        const uint8_t byte = zeros < 2 ? random() % 4 : 3;  // as emulation prevention has it
        zeros = byte == 0 ? zeros + 1 : 0;
        nal.push_back(byte);
      }
      nal.push_back(0x80);
      stream.insert(stream.end(), random() % 3, 0);
      stream.insert(stream.end(), {0, 0, 1});
      stream.insert(stream.end(), nal.begin(), nal.end());
    }
    const auto found = splitAnnexB(stream);
    if (!CHECK_EQ(found.size(), nals.size())) return;
    for (size_t i = 0; i < nals.size(); ++i) {
      CHECK(Bytes(found[i].begin(), found[i].end()) == nals[i]);
    }
  }
}

void testParameterSets() {
  Bytes extradata;
  appendAnnexB(extradata, Bytes{0x67, 0x64, 0, 0x1f});
  CHECK(fails(Code::kEngineFailed, [&] { splitParameterSets(extradata); }));
  appendAnnexB(extradata, Bytes{0x68, 0xee});
  appendAnnexB(extradata, Bytes{0x06, 5});
  const ParameterSets sets = splitParameterSets(extradata);
  CHECK(sets.sps == Bytes({0x67, 0x64, 0, 0x1f}) && sets.pps == Bytes({0x68, 0xee}));
  appendAnnexB(extradata, Bytes{0x68, 0xef});
  CHECK(fails(Code::kEngineFailed, [&] { splitParameterSets(extradata); }));
}

void testSampleFormat() {
  // High, id 0 (1), 4:2:0 (010), depths 8 (1 1); High 10, id 0, 4:2:2 (011), 10 bits (011 011).
  const SampleFormat high = sampleFormat(Bytes{0x67, 100, 0, 31, 0b10101100});
  CHECK(high.chromaFormat == 1 && high.lumaDepth == 8 && high.chromaDepth == 8);
  const SampleFormat deep = sampleFormat(Bytes{0x67, 122, 0, 31, 0b10110110, 0b11000000});
  CHECK(deep.chromaFormat == 2 && deep.lumaDepth == 10 && deep.chromaDepth == 10);
  CHECK(sampleFormat(Bytes{0x67, 66, 0, 31, 0x80}).chromaFormat == 1);
  for (size_t size = 1; size < 5; ++size) {
    CHECK(fails(Code::kMediaInvalid, [&] { sampleFormat(Bytes(size, 100)); }));
  }
  CHECK(fails(Code::kMediaInvalid, [] { sampleFormat(Bytes(40, 0)); }));
}

void testAac() {
  CHECK(audioSpecificConfig(48'000, 2) == Bytes({0x11, 0x90}));
  CHECK(audioSpecificConfig(44'100, 1) == Bytes({0x12, 0x08}));
  CHECK(audioSpecificConfig(48'000, 8) == Bytes({0x11, 0xb8}));
  const auto header = adtsHeader(48'000, 2, 371 - 7);
  const Bytes expected{0xff, 0xf1, 0x4c, 0x80, 0x2e, 0x7f, 0xfc};
  CHECK(std::equal(header.begin(), header.end(), expected.begin()));
  CHECK(fails(Code::kEngineFailed, [] { audioSpecificConfig(48'001, 2); }));
  CHECK(fails(Code::kEngineFailed, [] { audioSpecificConfig(48'000, 7); }));
  CHECK(fails(Code::kEngineFailed, [] { adtsHeader(48'000, 2, 8'185); }));
}

}  // namespace

int main() {
  testSplit();
  testStrip();
  testRoundTrip();
  testParameterSets();
  testSampleFormat();
  testAac();
  return haema::test::report();
}
