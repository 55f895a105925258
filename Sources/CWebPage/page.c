#include "CWebPage.h"

// Clang takes #embed in every C dialect and warns that C23 brought it.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char index_html[] = {
#embed "page/index.html"
};
static const unsigned char page_css[] = {
#embed "page/page.css"
};
static const unsigned char icon_svg[] = {
#embed "page/icon.svg"
};
static const unsigned char main_js[] = {
#embed "page/main.js"
};
static const unsigned char server_js[] = {
#embed "page/server.js"
};
static const unsigned char elements_js[] = {
#embed "page/elements.js"
};
static const unsigned char grid_js[] = {
#embed "page/grid.js"
};
static const unsigned char progress_js[] = {
#embed "page/progress.js"
};
static const unsigned char sweeps_js[] = {
#embed "page/sweeps.js"
};
static const unsigned char summary_js[] = {
#embed "page/summary.js"
};
static const unsigned char trials_js[] = {
#embed "page/trials.js"
};
static const unsigned char trial_js[] = {
#embed "page/trial.js"
};
static const unsigned char workers_js[] = {
#embed "page/workers.js"
};
static const unsigned char compare_js[] = {
#embed "page/compare.js"
};
static const unsigned char spec_js[] = {
#embed "page/spec.js"
};
static const unsigned char understand_js[] = {
#embed "page/understand.js"
};
static const unsigned char output_js[] = {
#embed "page/output.js"
};
static const unsigned char view_js[] = {
#embed "page/view.js"
};
static const unsigned char notes_js[] = {
#embed "page/notes.js"
};
static const unsigned char details_js[] = {
#embed "page/details.js"
};
static const unsigned char parallel_js[] = {
#embed "page/parallel.js"
};
static const unsigned char chart_js[] = {
#embed "page/chart.js"
};

static const struct web_page_file files[] = {
    {"index.html", index_html, sizeof index_html},
    {"page.css", page_css, sizeof page_css},
    {"icon.svg", icon_svg, sizeof icon_svg},
    {"main.js", main_js, sizeof main_js},
    {"server.js", server_js, sizeof server_js},
    {"elements.js", elements_js, sizeof elements_js},
    {"grid.js", grid_js, sizeof grid_js},
    {"progress.js", progress_js, sizeof progress_js},
    {"sweeps.js", sweeps_js, sizeof sweeps_js},
    {"summary.js", summary_js, sizeof summary_js},
    {"trials.js", trials_js, sizeof trials_js},
    {"trial.js", trial_js, sizeof trial_js},
    {"workers.js", workers_js, sizeof workers_js},
    {"compare.js", compare_js, sizeof compare_js},
    {"spec.js", spec_js, sizeof spec_js},
    {"output.js", output_js, sizeof output_js},
    {"view.js", view_js, sizeof view_js},
    {"notes.js", notes_js, sizeof notes_js},
    {"details.js", details_js, sizeof details_js},
    {"parallel.js", parallel_js, sizeof parallel_js},
    {"chart.js", chart_js, sizeof chart_js},
    {"understand.js", understand_js, sizeof understand_js},
};

const struct web_page_file *web_page_files(void) { return files; }

size_t web_page_file_count(void) { return sizeof files / sizeof *files; }
