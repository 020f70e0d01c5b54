// The menu of files: a click on one asks the server for it.
// Given by the page: element, trigger.
const menu = element.querySelector('.files'), rate = element.querySelector('.files-rate');

for (const button of element.querySelectorAll('.files-kind'))
  button.addEventListener('click', () => {
    menu.dataset.choice = `${button.dataset.kind} ${rate.value}`;
    menu.classList.add('files-writing');
    close();
    trigger('click');
  });

function close() {
  menu.open = false;
  menu.querySelector('summary').focus();
}

menu.addEventListener('keydown', event => {
  if (event.key === 'Escape' && menu.open) close();
});
document.addEventListener('pointerdown', event => {
  if (!menu.contains(event.target)) menu.open = false;
});
