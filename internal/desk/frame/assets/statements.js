/* Licences: desk.LICENSES.txt */
var o=location.hash.startsWith("#c-")&&document.getElementById(location.hash.slice(1)),s=document.querySelector('.candidate[data-state="proposed"]');(o||document.querySelector(".candidate")&&s)?.focus();document.addEventListener("click",c=>{let t=c.target.closest("a.span"),e=t&&document.querySelector(t.getAttribute("href"));e&&setTimeout(()=>e.focus())});
