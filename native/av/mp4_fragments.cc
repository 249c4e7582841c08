#include <algorithm>
#include <bit>

#include "av/mp4_parts.h"

namespace haema::av::mp4 {
namespace {

constexpr uint32_t kBaseOffset = 0x01, kDescription = 0x02, kDuration = 0x08, kSize = 0x10,
                   kFlags = 0x20, kBaseIsMoof = 0x020000;  // tfhd
constexpr uint32_t kDataOffset = 0x01, kFirstFlags = 0x04, kSampleDuration = 0x100,
                   kSampleSize = 0x200, kSampleFlags = 0x400, kSampleOffset = 0x800;  // trun
constexpr uint32_t kPerSample = 0xf00;
// libav wants both unset in a key frame: sample_is_non_sync_sample, sample_depends_on = 1.
constexpr uint32_t kNotSync = 0x00010000 | 0x01000000;

}  // namespace

/// What tfhd says, and where the next run's data lies.
struct Fragments::Run {
  bool wanted = false;  // this is our track, and a sample description that libav reads
  bool started = false;
  uint32_t duration = 0, size = 0, flags = 0;
  uint64_t base = 0;
  uint64_t data = 0;
};

bool Fragments::read(Bytes moof, uint64_t start) {
  dataEnd_ = start;
  timeInMoof_ = false;
  while (const auto box = nextBox(moof)) {
    token_.poll();
    if (box->type == fourcc("traf") && !readTraf(box->body, start)) return false;
  }
  if (!any_) firstShift_ = media_.dtsShift;
  any_ = true;
  return true;
}

bool Fragments::readTraf(Bytes traf, uint64_t moofStart) {
  Run run;
  bool timed = false;
  while (const auto box = nextBox(traf)) {
    if (box->type == fourcc("tfhd")) {
      if (!readHeader(box->body, moofStart, run)) return false;
    } else if (box->type == fourcc("tfdt") && run.wanted) {
      if (!readTime(box->body)) return false;
      timed = timeInMoof_ = true;
    } else if (box->type == fourcc("trun")) {
      if (!run.started) return false;
      // libav would go back to the time of the moof's first traf.
      if (run.wanted && !timed && timeInMoof_) return false;
      lackedTime_ = lackedTime_ || (run.wanted && !timed);
      if (!readRun(box->body, run)) return false;
    }
  }
  dataEnd_ = run.data;
  return true;
}

bool Fragments::readHeader(Bytes tfhd, uint64_t moofStart, Run& run) {
  Cursor cursor(tfhd);
  cursor.skip(1);
  const uint32_t flags = cursor.u24();
  const uint32_t trackId = cursor.u32();
  const auto trex = std::ranges::find(movie_.defaults, trackId, &TrackDefaults::trackId);
  if (run.started) return false;
  run.started = true;
  run.base = flags & kBaseOffset ? cursor.u64() : flags & kBaseIsMoof ? moofStart : dataEnd_;
  const bool known = trex != movie_.defaults.end();
  const uint32_t description = flags & kDescription ? cursor.u32() : known ? trex->description : 0;
  run.duration = flags & kDuration ? cursor.u32() : known ? trex->duration : 0;
  run.size = flags & kSize ? cursor.u32() : known ? trex->size : 0;
  run.flags = flags & kFlags ? cursor.u32() : known ? trex->flags : 0;
  run.data = run.base;
  run.wanted = known && trackId == movie_.trackId;
  if (run.wanted && description != 1 && !movie_.anyDescription) return false;
  return cursor.ok();
}

bool Fragments::readTime(Bytes tfdt) {
  Cursor cursor(tfdt);
  const uint8_t version = cursor.u8();
  cursor.skip(3);
  const uint64_t time = version > 0 ? cursor.u64() : cursor.u32();
  if (!cursor.ok() || time > kMaxTime) return false;
  media_.end = static_cast<int64_t>(time);
  return true;
}

bool Fragments::readRun(Bytes trun, Run& run) {
  Cursor cursor(trun);
  cursor.skip(1);
  const uint32_t flags = cursor.u24();
  const uint32_t count = cursor.u32();
  if (flags & kDataOffset) run.data = run.base + static_cast<uint64_t>(int64_t{cursor.i32()});
  const uint32_t firstFlags = flags & kFirstFlags ? cursor.u32() : run.flags;
  const uint64_t entry = 4 * static_cast<uint64_t>(std::popcount(flags & kPerSample));
  if (!cursor.ok() || count * entry > cursor.rest().size()) return false;
  if (run.wanted) return append(cursor, flags, count, firstFlags, run);
  if (!(flags & kSampleSize)) {
    run.data += uint64_t{run.size} * count;
    return true;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (flags & kSampleDuration) cursor.skip(4);
    run.data += cursor.u32();
    cursor.skip(entry - (flags & kSampleDuration ? 8 : 4));
  }
  return true;
}

bool Fragments::append(Cursor& cursor, uint32_t flags, uint32_t count, uint32_t firstFlags,
                       Run& run) {
  auto& samples = media_.samples;
  // No sample is empty, so there are fewer than bytes.
  if (samples.size() + count > std::min<uint64_t>(kMaxSamples, fileSize_)) return false;
  const int64_t previous = samples.empty() ? INT64_MIN : samples.back().dts;
  for (uint32_t i = 0; i < count; i++) {
    const uint32_t duration = flags & kSampleDuration ? cursor.u32() : run.duration;
    const uint32_t size = flags & kSampleSize ? cursor.u32() : run.size;
    uint32_t sampleFlags = i == 0 ? firstFlags : run.flags;
    if (flags & kSampleFlags) sampleFlags = cursor.u32();
    const int64_t offset = flags & kSampleOffset ? cursor.i32() : 0;
    if (size == 0 || media_.end > kMaxTime) return false;  // libav ends at an empty sample
    Mp4Sample sample{};
    sample.dts = media_.end;
    sample.pts = media_.end + offset;
    sample.sync = (sampleFlags & kNotSync) == 0;
    sample.whole = size <= fileSize_ && run.data <= fileSize_ - size;
    sample.shown = sample.dts > previous;
    samples.push_back(sample);
    if (media_.withPlaces) media_.places.push_back({run.data, size});
    media_.end += duration;
    media_.dtsShift = std::max(media_.dtsShift, -offset);
    run.data += size;
  }
  media_.hasOffsets = true;
  return true;
}

}  // namespace haema::av::mp4
