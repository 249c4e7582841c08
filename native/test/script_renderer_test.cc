// Text subtitles as pictures: the same on every machine, and no script stalls a job.
#include "av/script_renderer.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "av/system_fonts.h"
#include "test/check.h"
#include "test/flat_picture.h"

using namespace haema;

namespace {

constexpr int kWidth = 320, kHeight = 180;
constexpr uint8_t kBlack = 16;
constexpr av::OverlayTarget kTarget{kWidth, kHeight, kWidth, kHeight, AVCOL_SPC_BT709};
constexpr av::Ticks kSecond = av::kTicksPerSecond;

const char* const kHeader =
    "[Script Info]\nScriptType: v4.00+\nPlayResX: 320\nPlayResY: 180\n"
    "[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, Alignment\n"
    "Style: Default,Arial,20,&H00FFFFFF,5\n"
    "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";

av::ScriptEvent eventOf(const std::string& text, av::Ticks start = 0, av::Ticks end = kSecond) {
  av::ScriptEvent event{};
  event.start = start;
  event.end = end;
  event.style = "Default";
  event.text = text;
  return event;
}

/// The luma of what is drawn.
std::vector<uint8_t> drawn(std::vector<av::ScriptEvent> events, av::Ticks time = kSecond / 2) {
  av::ScriptRenderer renderer(kHeader, std::move(events), {}, kTarget);
  const av::FrameHandle picture = test::flatPicture(kWidth, kHeight, kBlack);
  const av::CancelToken token;
  renderer.draw(picture.get(), time, token);
  std::vector<uint8_t> luma;
  for (int y = 0; y < kHeight; ++y) {
    const uint8_t* row = picture->data[0] + y * picture->linesize[0];
    luma.insert(luma.end(), row, row + kWidth);
  }
  return luma;
}

void fontsAreNotTheMachines() {
  const auto lit = [](const std::vector<uint8_t>& luma) {
    return std::ranges::count_if(luma, [](uint8_t value) { return value > 200; });
  };
  const auto text = drawn({eventOf("Zu spät, Žižka")});
  CHECK(lit(text) > 100);
  // Whatever family is asked for, and wherever the machine's fonts are.
  CHECK(drawn({eventOf("{\\fnTimes New Roman}Zu spät, Žižka")}) == text);
  CHECK(drawn({eventOf("{\\fnDejaVu Serif}Zu spät, Žižka")}) == text);
  setenv("FONTCONFIG_FILE", "/nonexistent", 1);
  setenv("XDG_DATA_HOME", "/nonexistent", 1);
  CHECK(drawn({eventOf("Zu spät, Žižka")}) == text);
  CHECK(!av::systemFonts().empty());
  CHECK(lit(drawn({eventOf("{\\b1}Zu spät, Žižka")})) > lit(text));
}

void whatIsTooMuchIsLeftOut() {
  std::vector<av::ScriptEvent> many(1'000, eventOf("{\\pos(10,10)}a"));
  const auto first = drawn(many);
  many.push_back(eventOf("{\\pos(160,90)}never"));
  CHECK(drawn(many) == first);
  std::vector<av::ScriptEvent> long_{eventOf("{\\pos(10,10)}a"),
                                     eventOf(std::string(1 << 20, 'x'))};
  CHECK(drawn(long_) == drawn({eventOf("{\\pos(10,10)}a")}));
}

void aCancelledJobDrawsNoMore() {
  av::ScriptRenderer renderer(kHeader, {eventOf("a")}, {}, kTarget);
  const av::FrameHandle picture = test::flatPicture(kWidth, kHeight, kBlack);
  av::CancelToken token;
  token.cancel();
  bool refused = false;
  try {
    renderer.draw(picture.get(), kSecond / 2, token);
  } catch (const av::Error& error) {
    refused = error.code() == av::Code::kCancelled;
  }
  CHECK(refused);
}

}  // namespace

int main() {
  fontsAreNotTheMachines();
  whatIsTooMuchIsLeftOut();
  aCancelledJobDrawsNoMore();
  return test::report();
}
