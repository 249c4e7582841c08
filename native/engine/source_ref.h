// Which file is meant, and how it is opened.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "av/input.h"

namespace haema::engine {

struct SourceRef {
  std::string root;
  std::string path;
  std::optional<av::FileVersion> version;
  std::vector<av::Piece> pieces = {};  ///< see Probe
};

/// As File::open.
av::File openFile(const SourceRef& source);

/// The demuxer over `file`, which is the source's, on the source's one time line.
std::unique_ptr<av::Input> openInput(const SourceRef& source, av::File file, av::Analysis analysis,
                                     const av::CancelToken& token);
std::unique_ptr<av::Input> openInput(const SourceRef& source, av::Analysis analysis,
                                     const av::CancelToken& token);

/// What `work` makes of an input of which the beginning does in most files; where that throws
/// kMediaInvalid, of one with its whole index.
template <typename Work>
auto fromBeginning(const SourceRef& source, const av::CancelToken& token, const Work& work) {
  auto input = openInput(source, av::Analysis::kStart, token);
  const bool isExcerpt = input->isExcerpt();
  try {
    return work(std::move(input));
  } catch (const av::Error& error) {
    if (!isExcerpt || error.code() != av::Code::kMediaInvalid) throw;
  }
  return work(openInput(source, av::Analysis::kHeaders, token));
}

}  // namespace haema::engine
