#include "engine/cut_judge.h"

namespace haema::engine {

bool CutJudge::begin(const Head& key) {
  const av::Access access = av::accessOf(format_, key.data);
  if (access == av::Access::kRefresh) {
    throw av::Error(av::Code::kMediaInvalid, "intra refresh: it has no key pictures");
  }
  if (access == av::Access::kOpen) kind_ = CutKind::kOpen;
  if (access == av::Access::kNone) kind_ = CutKind::kUnusable;
  if (av::changesParameters(format_, key.data)) {
    throw av::Error(av::Code::kMediaInvalid, "its parameter sets change");
  }
  return access == av::Access::kRecovery;
}

void CutJudge::addLeading(const Head& picture) {
  kind_ = av::isReference(format_, picture.data) ? CutKind::kUnusable : CutKind::kOpen;
}

}  // namespace haema::engine
