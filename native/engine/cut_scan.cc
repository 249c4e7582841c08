#include <algorithm>
#include <optional>
#include <utility>

#include "engine/cut.h"
#include "engine/cut_judge.h"
#include "engine/cut_source.h"
#include "sys/background.h"

namespace haema::engine {

namespace {

/// Forty hours of a key picture every quarter of a second.
constexpr size_t kMostCuts = 600'000;

[[noreturn]] void refuse(const char* reason) { throw av::Error(av::Code::kMediaInvalid, reason); }

/// Takes all packets of the pictures and finds the cuts among them.
class Scanner {
 public:
  Scanner(CutSource& source, const av::CopyFormat& format, CutScan& scan)
      : source_(source), format_(format), scan_(scan) {}

  void add(const AVPacket& packet, Ticks time) {
    const Head head{{packet.data, static_cast<size_t>(packet.size)}, true};
    if (packet.flags & AV_PKT_FLAG_KEY) {
      begin(packet, time, head);
    } else {
      follow(time, head);
    }
    if (!scan_.cuts.empty()) scan_.facts.sizes.back() += static_cast<uint64_t>(packet.size);
  }

 private:
  void begin(const AVPacket& packet, Ticks time, const Head& head) {
    dropUnusableStart();
    const bool any = !scan_.cuts.empty();
    if (time < 0 || (any && time <= latest_)) refuse("the times of its pictures jump");
    judge_.emplace(format_, time);
    const bool more = judge_->begin(head);
    const CutKind kind = judge_->kind();
    if (!more) judge_.reset();
    latest_ = time;
    if (!any && kind == CutKind::kUnusable) return;  // nothing before the first cut is shown
    if (scan_.cuts.size() >= kMostCuts) refuse("it has too many key pictures");
    const int64_t place = source_.place();
    if (place < 0) refuse("its container does not tell where pictures lie");
    scan_.cuts.push_back({time, packet.pts, place});
    scan_.facts.kinds.push_back(kind);
    scan_.facts.sizes.push_back(0);
  }

  /// Where others refer to what leads the first key picture, those cannot be decoded without it.
  void dropUnusableStart() {
    if (scan_.cuts.size() != 1 || scan_.facts.kinds.front() != CutKind::kUnusable) return;
    scan_.cuts.clear();
    scan_.facts.kinds.clear();
    scan_.facts.sizes.clear();
  }

  void follow(Ticks time, const Head& head) {
    if (scan_.cuts.empty()) return;
    const Ticks key = scan_.cuts.back().time;
    if (time < key - kFar || time > latest_ + kFar || (time < 0 && scan_.cuts.size() > 1)) {
      refuse("the times of its pictures jump");
    }
    latest_ = std::max(latest_, time);
    if (!judge_) return;
    if (judge_->leads(time)) {
      judge_->addLeading(head);
      scan_.facts.kinds.back() = judge_->kind();
    } else {
      judge_.reset();
    }
  }

  CutSource& source_;
  const av::CopyFormat& format_;
  CutScan& scan_;
  std::optional<CutJudge> judge_;  // as long as leading pictures may come
  Ticks latest_ = 0;
};

void scan(const CutScanRequest& request, const av::CancelToken& token, CutScan& found) {
  if (!request.source.pieces.empty()) refuse("the times of its pictures jump");
  CutSource source(openInput(request.source, av::Analysis::kHeaders, token),
                   CutSpec{request.stream});
  const av::CopyFormat& format = source.format(token);
  describe(format, found.facts);
  Scanner scanner(source, format, found);
  const bool whole = source.readAll(request.origin, token, [&](const AVPacket& packet, Ticks time) {
    scanner.add(packet, time);
  });
  source.input().file()->ensureUnchanged();
  if (!whole) refuse("it is damaged in places");
  if (found.cuts.empty()) refuse("it holds no picture that can be decoded by itself");
}

}  // namespace

CutScan scanCuts(const CutScanRequest& request, const av::CancelToken& token) {
  if (!av::isTime(request.origin)) throw av::Error(av::Code::kBadRequest, "the origin is no time");
  CutScan found;
  try {
    sys::inBackground([&] { scan(request, token, found); });
  } catch (const av::Error& error) {
    std::string refusal = refusalOf(error, request.source, token);
    found = {};
    found.facts.refusal = std::move(refusal);
  }
  return found;
}

}  // namespace haema::engine
