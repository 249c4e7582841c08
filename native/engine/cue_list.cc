#include "engine/cue_list.h"

#include <algorithm>
#include <utility>

namespace haema::engine {

namespace {

/// That wait for the next one.
constexpr size_t kMostOpenEvents = 1'000;

}  // namespace

void CueList::add(av::ScriptEvent event, Ticks until) {
  if (event.text.empty()) return;
  if (isFull()) {
    cut_ = true;
    return;
  }
  if (event.end == av::kNoTicks) {
    event.end = std::min(until > event.start ? until : av::kForever, event.start + kMostOpen);
  }
  event.start -= origin_;
  event.end -= origin_;
  if (!av::isTime(event.start) || !av::isTime(event.end)) return;
  bytes_ += bytesOf(event);
  cues_.push_back(std::move(event));
}

void CueList::follow(av::ScriptEvent event) {
  const auto isBefore = [&](const av::ScriptEvent& it) { return it.start < event.start; };
  const bool tooMuch = open_.size() >= kMostOpenEvents || openBytes_ >= limits_.bytes;
  if (tooMuch || std::ranges::any_of(open_, isBefore)) {
    closeOpen(event.start);
  }
  if (event.end == av::kNoTicks && !event.text.empty()) {
    openBytes_ += bytesOf(event);
    open_.push_back(std::move(event));
  } else {
    add(std::move(event));
  }
}

void CueList::closeOpen(Ticks until) {
  for (av::ScriptEvent& event : open_) add(std::move(event), until);
  open_.clear();
  openBytes_ = 0;
}

size_t CueList::bytesOf(const av::ScriptEvent& event) {
  return event.text.size() + event.style.size() + event.name.size() + event.effect.size();
}

std::vector<av::ScriptEvent> CueList::take() {
  std::ranges::stable_sort(cues_, {}, &av::ScriptEvent::start);
  bytes_ = 0;
  return std::exchange(cues_, {});
}

}  // namespace haema::engine
