#include "engine/source_ref.h"

#include <utility>

namespace haema::engine {

av::File openFile(const SourceRef& source) {
  return av::File::open(source.root, source.path, source.version);
}

std::unique_ptr<av::Input> openInput(const SourceRef& source, av::File file, av::Analysis analysis,
                                     const av::CancelToken& token) {
  auto input = av::Input::open(std::move(file), analysis, token);
  input->join(source.pieces);
  return input;
}

std::unique_ptr<av::Input> openInput(const SourceRef& source, av::Analysis analysis,
                                     const av::CancelToken& token) {
  return openInput(source, openFile(source), analysis, token);
}

}  // namespace haema::engine
