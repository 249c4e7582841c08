// A demultiplexer for MPEG-TS that remembers everything over all segments and forgives nothing.
#pragma once

extern "C" {
#include <libavutil/crc.h>
}

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "av/coded.h"

namespace haema::test {

using av::Bytes;

inline constexpr uint64_t kWrap = uint64_t{1} << 33;
inline constexpr int kVideoPid = 0x100;
inline constexpr int kAudioPid = 0x101;
inline constexpr int kPmtPid = 0x1000;

struct Pes {
  uint64_t pts;
  uint64_t dts;
  Bytes data;
  bool randomAccess = false;
  std::optional<uint64_t> clock;    // in its first packet
  std::optional<uint64_t> arrived;  // the first clock behind its last packet
};

/// What a demultiplexer with memory over all segments sees; `fault` names the first offence.
class Demuxer {
 public:
  void feed(const Bytes& segment) {
    std::map<int, size_t> counted;
    fail(segment.size() % 188 != 0, "not whole packets");
    for (size_t at = 0; at + 188 <= segment.size() && fault.empty(); at += 188) {
      packet(std::span(segment).subspan(at, 188), at / 188, counted);
    }
    for (const auto& [pid, count] : counted)
      fail(count % 16 != 0, "a PID's count is no multiple of 16");
    fail(counted[0] == 0 || counted[0] != counted[kPmtPid], "tables are missing");
  }

  std::map<int, std::vector<Pes>> streams;
  std::vector<uint64_t> clocks;
  std::map<int, int> types;  // PID → stream type, as the last PMT says
  std::map<int, std::string> registrations;
  int clockPid = -1;
  std::string fault;

 private:
  void fail(bool wrong, const char* what) {
    if (wrong && fault.empty()) fault = what;
  }

  void packet(std::span<const uint8_t> p, size_t index, std::map<int, size_t>& counted) {
    const int pid = (p[1] & 0x1f) << 8 | p[2];
    const bool begin = p[1] & 0x40;
    const bool field = p[3] & 0x20;
    const bool payload = p[3] & 0x10;
    fail(p[0] != 0x47 || (p[1] & 0x80) || (p[3] & 0xc0), "a bad packet header");
    fail(index < 2 && pid != (index == 0 ? 0 : kPmtPid), "tables do not come first");
    const int counter = p[3] & 15;
    const auto last = counters_.find(pid);
    const int before = last == counters_.end() ? 15 : last->second;
    fail(counter != (payload ? (before + 1) % 16 : before), "a counter jumps");
    counters_[pid] = counter;
    if (payload) ++counted[pid];
    size_t at = 4;
    bool randomAccess = false;
    std::optional<uint64_t> clock;
    if (field) {
      const size_t length = p[4];
      fail(length > (payload ? 182 : 183) || (!payload && length != 183), "a bad adaptation field");
      if (length > 0) {
        fail(p[5] & 0xaf, "unexpected adaptation flags");
        randomAccess = p[5] & 0x40;
        size_t used = 1;
        if (p[5] & 0x10) {
          clock = uint64_t{p[6]} << 25 | p[7] << 17 | p[8] << 9 | p[9] << 1 | p[10] >> 7;
          fail((p[10] & 0x7f) != 0x7e || p[11] != 0, "a bad clock");
          used = 7;
        }
        for (size_t i = 5 + used; i < 5 + length; ++i) fail(p[i] != 0xff, "bad stuffing");
      }
      at = 5 + length;
    }
    if (clock) tick(pid, *clock);
    if (!payload) return;
    fail(at >= 188, "a packet without payload");
    const auto body = p.subspan(at);
    if (pid == 0 || pid == kPmtPid) return table(pid, body);
    if (begin) {
      streams[pid].push_back({.pts = 0,
                              .dts = 0,
                              .data = {},
                              .randomAccess = randomAccess,
                              .clock = clock,
                              .arrived = {}});
    }
    fail(streams[pid].empty(), "a stream does not begin");
    if (!fault.empty()) return;
    Pes& pes = streams[pid].back();
    pes.data.insert(pes.data.end(), body.begin(), body.end());
  }

  void tick(int pid, uint64_t clock) {
    fail(clockPid >= 0 && pid != clockPid, "a clock on another PID");
    clocks.push_back(clock);
    for (auto& [stream, list] : streams) {
      for (size_t i = waiting_[stream]; i < list.size(); ++i) list[i].arrived = clock;
      waiting_[stream] = list.size();
    }
  }

  void table(int pid, std::span<const uint8_t> body) {
    const size_t length = (body[2] & 15) << 8 | body[3];
    const AVCRC* crc = av_crc_get_table(AV_CRC_32_IEEE);
    fail(body[0] != 0 || av_crc(crc, 0xffffffff, body.data() + 1, length + 3) != 0,
         "a bad section");
    const auto pidAt = [&](size_t i) { return (body[i] & 0x1f) << 8 | body[i + 1]; };
    if (pid == 0) return fail(body[1] != 0 || length != 13 || pidAt(11) != kPmtPid, "a bad PAT");
    fail(body[1] != 2, "a bad PMT");
    clockPid = pidAt(9);
    types.clear();
    registrations.clear();
    size_t described = 0;
    for (size_t i = 13; i < length; i += 5 + described) {
      described = body[i + 4];
      types[pidAt(i + 1)] = body[i];
      fail(body[i + 3] != 0xf0 || (described != 0 && described != 6), "unexpected descriptors");
      if (described == 0) continue;
      fail(body[i + 5] != 5 || body[i + 6] != 4, "a bad registration");
      registrations[pidAt(i + 1)] = std::string(body.begin() + i + 7, body.begin() + i + 11);
    }
  }

  std::map<int, int> counters_;
  std::map<int, size_t> waiting_;
};

/// Reads the PES header at the front of `pes.data` and removes it.
inline bool unwrap(Pes& pes, int streamId, bool sized) {
  const Bytes& d = pes.data;
  if (d.size() < 14 || d[0] || d[1] || d[2] != 1 || d[3] != streamId || d[6] != 0x84) return false;
  const size_t length = d[4] << 8 | d[5];
  if (length != (sized ? d.size() - 6 : 0)) return false;
  const auto stampAt = [&](size_t i) {
    return uint64_t{d[i] & 0x0eu} << 29 | d[i + 1] << 22 | (d[i + 2] & 0xfe) << 14 | d[i + 3] << 7 |
           d[i + 4] >> 1;
  };
  const bool both = d[7] == 0xc0;
  if (d[8] != (both ? 10 : 5) || d[9] >> 4 != (both ? 3 : 2) || !(d[9] & d[11] & d[13] & 1))
    return false;
  pes.pts = stampAt(9);
  pes.dts = both ? stampAt(14) : pes.pts;
  pes.data.erase(pes.data.begin(), pes.data.begin() + 9 + d[8]);
  return true;
}

}  // namespace haema::test
