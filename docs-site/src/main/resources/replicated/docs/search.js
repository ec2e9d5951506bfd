// Looks for sections that have all the words, and shows them in place of the page. No library, no network.
(function () {
  "use strict";
  var up = document.body.dataset.up;
  var field = document.getElementById("search");
  var hits = document.getElementById("hits");
  var page = document.getElementById("page");
  var index = (window.searchIndex || []).map(function (entry) {
    return { entry: entry, head: (entry.page + " " + entry.section).toLowerCase(), text: entry.text.toLowerCase() };
  });

  function find(words) {
    var found = [];
    index.forEach(function (each, order) {
      var score = 0;
      var all = words.every(function (word) {
        var inHead = each.head.indexOf(word) >= 0;
        var inText = each.text.indexOf(word) >= 0;
        score += (inHead ? 10 : 0) + (inText ? 1 : 0);
        return inHead || inText;
      });
      if (all) {
        found.push({ entry: each.entry, text: each.text, score: score, order: order });
      }
    });
    found.sort(function (a, b) { return b.score - a.score || a.order - b.order; });
    return found.slice(0, 30);
  }

  function show(hit, words) {
    var link = document.createElement("a");
    link.href = up + hit.entry.url;
    link.textContent = hit.entry.page === hit.entry.section ? hit.entry.page : hit.entry.page + ": " + hit.entry.section;
    var at = Math.max(0, hit.text.indexOf(words[0]) - 60);
    var excerpt = document.createElement("p");
    excerpt.textContent = (at > 0 ? "… " : "") + hit.entry.text.slice(at, at + 200) + " …";
    hits.append(link, excerpt);
  }

  function search() {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    hits.replaceChildren();
    hits.hidden = words.length === 0;
    page.hidden = words.length > 0;
    if (words.length > 0) {
      var found = find(words);
      found.forEach(function (hit) { show(hit, words); });
      if (found.length === 0) {
        hits.textContent = "No section has all these words.";
      }
    }
  }

  // A search can be linked to: page.html?q=words.
  field.value = new URLSearchParams(location.search).get("q") || "";
  search();
  field.addEventListener("input", search);
  hits.addEventListener("click", function () { field.value = ""; search(); });
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && document.activeElement !== field) {
      event.preventDefault();
      field.focus();
    }
  });
})();
