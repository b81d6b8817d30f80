/* Licences: desk.LICENSES.txt */
import{onKey as o}from"./desk.js";o("KeyZ",()=>{let e=document.querySelector("#notices [data-undo]");if(!e)return!1;e.click()});
