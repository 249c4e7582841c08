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
  if (access != av::Access::kRecovery) return false;
  hides_ = av::hidesWhatIsMissing(format_, key.data);
  return true;
}

void CutJudge::addLeading(const Head& picture) {
  const bool open = !hides_ && !av::isReference(format_, picture.data);
  kind_ = open ? CutKind::kOpen : CutKind::kUnusable;
}

}  // namespace haema::engine
